//! gongkai: scraped disclosure tables to checked, structured documents.

pub mod dom;
pub mod emit;
pub mod error;
pub mod layout;
pub mod markup;
pub mod model;
pub mod read;
pub mod text;
pub mod view;
