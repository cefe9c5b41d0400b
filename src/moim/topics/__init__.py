"""Text classification: a calibrated SVM, and the predecessor's naive Bayes with counts of each member's own."""

from moim.topics.classifier import TopicClassifier
from moim.topics.counts import MemberCounts, SharedCounts
from moim.topics.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "MemberCounts", "SharedCounts", "TopicClassifier", "evaluate"]
