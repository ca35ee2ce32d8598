//! One report in every format.
