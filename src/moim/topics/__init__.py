"""Text to category: a calibrated classifier, and the predecessor's counts with each member's own on top."""

from moim.topics.classifier import TopicClassifier
from moim.topics.counts import MemberCounts, SharedCounts
from moim.topics.evaluation import Evaluation, evaluate
from moim.topics.own import OwnTexts

__all__ = ["Evaluation", "MemberCounts", "OwnTexts", "SharedCounts", "TopicClassifier", "evaluate"]
