/** How are a day and an hour written? By hand: to look up how a country does it takes a phone longer than to draw Today. */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/** @param {Date} at */
export const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;

/** @param {Date} at */
export const weekday = (at) => DAYS[at.getDay()] ?? "";

/** @param {Date} at */
const month = (at) => MONTHS[at.getMonth()] ?? "";

/** @param {Date} at */
export const day = (at) => `${weekday(at).slice(0, 3)} ${at.getDate()} ${month(at)}`;

/** @param {Date} at */
export const moment = (at) => `${at.getDate()} ${month(at).slice(0, 3)}, ${clock(at)}`;
