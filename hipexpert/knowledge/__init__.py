"""What is known, and whether it is sound: files into a knowledge base, and its checks."""
