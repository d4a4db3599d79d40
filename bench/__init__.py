"""Speed, as ratios taken side by side in one run: the hardware is noisy, so seconds mean little."""
