//! gongkai: scraped disclosure tables to checked, structured documents.
//!
//! ```text
//! bytes --read--> Document<Raw> --markup--> Document<Rich> --normalize--> Document<Tidy> --layout--> Disclosure
//!                                                                                                     |      |
//!                                                                           findings <-----check------+    view
//!                                                                                                            |
//!                                                              bytes <--emit-- (Disclosure, View) <----------+
//! ```
//!
//! The rooms stand below in the order in which a document passes them. What each may use is held by a test.
//! One room was added to the plan of the house: `dom`, the HTML tree in which every node knows its place in the
//! source. Both `read` and `markup` parse HTML, and neither may know the other.

pub mod error;
pub mod model;
pub mod text;

pub mod lexicon;

pub mod dom;

pub mod read;

pub mod markup;

pub mod normalize;

pub mod layout;

pub mod check;

pub mod view;

pub mod emit;

pub mod pipeline;

pub mod batch;

pub mod cli;
