//! Diagnostics and comparisons -> what a person reads in a terminal, and what a program reads on a line.
