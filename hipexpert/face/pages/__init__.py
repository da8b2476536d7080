"""What is shown: pages as data, one module each; `render` prints them."""
