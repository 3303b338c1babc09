//! What a pasted group message says was done (粘贴登记).
