/** What does the page of a power hour do by itself? All that pages do, and these. */
import "./app.js";
import "./hour_clock.js";
import "./hour_replay.js";
import "./hour_start.js";
