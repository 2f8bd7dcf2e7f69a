/** What does the page on which a firm begins do? All that pages do, and it proposes where the firm is. */
import "./app.js";
import "./guess.js";
