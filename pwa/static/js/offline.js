/** What does the one page do that stands for all others without a signal? All that pages do, and these. */
import "./app.js";
import "./waiting.js";
import "./shell.js";
import "./hour_clock.js";
import "./hour_start.js";
