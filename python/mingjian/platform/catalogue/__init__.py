"""What is examined: apps, their versions, the SDKs inside. Each organisation keeps its own shelf."""
