//! One test binary: a module for every kind of test.

mod checks;
