//! Bytes to text, the encoding weighed as evidence.
