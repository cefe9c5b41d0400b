"""The choice model that turns features into scores: training from the log, steps in service, trees for lists."""
