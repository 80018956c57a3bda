
def waiting_for(p): return []
