//! What several layouts share: numbering, targets, the taxonomy.
