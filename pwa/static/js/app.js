/** What does a page do by itself? Everything that is imported here, in this order. */
import "./ids.js";
import "./problems.js";
import "./sheet.js";
import "./call.js";
import "./focus.js";
import "./copy.js";
import "./dates.js";
import "./draft.js";
import "./signal.js";
import "./keep.js";
import "./own_sheet.js";
import "./status.js";
import "./start.js";
