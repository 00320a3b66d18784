//! ZIP archives as Android reads them: the central directory wins, every disagreement is recorded.
