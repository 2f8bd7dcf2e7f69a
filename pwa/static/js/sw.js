/** What does a phone get when the network does not answer? Nothing yet: this worker only takes its place. */
