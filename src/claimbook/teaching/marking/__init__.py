"""Teachers only: mark what students hand in, each in a kernel of its own, and put the marks side by side.

``returned`` finds the folders and whose they are, ``running`` runs what stands in them beside the notebooks as they were handed
out, ``judged`` judges the answers by the teacher's tables, and ``tables`` writes them down. What judges runs no student's code.
"""
