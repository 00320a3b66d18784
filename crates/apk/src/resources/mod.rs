//! Resource facts: what a table holds, the texts of interest, the network security configuration.
