import sys; sys.path[:0]=['/work/main/tests/house','/work/main/tests/tasks']
import json, time
import test_doors as d
from test_doors import stage
from house_cast import parts
ADDR=[l.strip().split(' ',1) for l in open('/tmp/addresses.txt') if l.strip()]
def test_knock(stage):
    out=[]
    for method,address in ADDR:
        t=time.time()
        got={}
        for p in parts():
            try: got[p.name]=stage.knock(d.Door(address,method,{}),p.name)
            except Exception as e: got[p.name]=f"{type(e).__name__}: {e}"[:300]
        out.append((method,address,got,time.time()-t))
    json.dump(out,open('/tmp/knock.json','w'))
