//! Scraped disclosure tables to checked, structured documents: bytes in, a [`model::Disclosure`] out, written in a
//! format of [`emit::FORMATS`].
//!
//! ```
//! use gongkai::{emit, model::Source, pipeline, view};
//!
//! let table = "项目名称\t金额(万元)\t一级指标\t二级指标\t三级指标\t指标值\n\
//!              河道清淤\t85.50\t产出指标\t数量指标\t清淤长度\t≥12公里\n";
//! let source = Source { path: "table.txt".to_owned(), bytes: table.into(), format: None };
//! let disclosure = pipeline::convert(&source)?;
//!
//! let project = &disclosure.projects[0];
//! assert_eq!(project.name, "河道清淤");
//! assert_eq!(project.indicators[0].target.unit.as_deref(), Some("公里"));
//! // What may be wrong is a finding with a place, never a silent change.
//! assert!(disclosure.findings.iter().any(|finding| finding.rule == "level1-missing"));
//!
//! let markdown = emit::format("markdown").expect("it stands in the register");
//! let written = (markdown.emit)(&disclosure, &view::view(&disclosure))?;
//! assert!(String::from_utf8_lossy(&written).contains("| 清淤长度 |"));
//! # Ok::<(), gongkai::error::Error>(())
//! ```
//!
//! Whoever uses this as a library asks for it without the program: `default-features = false`. [`pipeline`] has the
//! stages on one screen, [`model`] the nouns, [`emit`] the formats, [`check`] the rules.
//!
//! ```text
//! bytes --read--> Document<Raw> --markup--> Document<Rich> --normalize--> Document<Tidy> --layout--> Disclosure
//!                                                                                          arithmetic --> + relations
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
mod text;

pub mod lexicon;

mod dom;

mod read;

mod markup;

mod normalize;

pub mod layout;

mod arithmetic;

mod decide;

pub mod check;

pub mod view;

pub mod emit;

pub mod pipeline;

#[cfg(feature = "cli")]
pub mod batch;

#[cfg(feature = "cli")]
pub mod cli;
