"""Text to category: a calibrated classifier, and the predecessor's counts with each member's own on top."""

from moim.topics.classifier import TopicClassifier
from moim.topics.counts import MemberCounts, SharedCounts
from moim.topics.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "MemberCounts", "SharedCounts", "TopicClassifier", "evaluate"]
