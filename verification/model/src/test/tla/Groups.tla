------------------------------- MODULE Groups -------------------------------
\* One shard with one group: its owners, whose writes are database transactions, and the members. The lock that says who may try
\* to own is left out: anybody may, at any time. Requests arrive at any later time, once, twice or never. An answer arrives at
\* once or never, for a late one is like one to a member that then pauses; but an owner that has lost the shard goes on answering
\* from its memory. Every switch below is a mistake that TLC must find.
EXTENDS Integers, FiniteSets, TLC
CONSTANTS None, Owner, Proc, Partition, MaxShard, MaxGroup, MaxOffset, MaxCommit, MaxReset,
          LockIsEnough, LoadFirst, NoShardGuard, TrustMemory, NoAssignmentEpoch, CheckEarly, NotMonotone, UnboundRead,
          GrantEarly, HeartbeatReleases, OldRelease, TakeBack, InferLoss, NoSession, SameIncarnation,
          JoinKeepsEpochs, JoinKeepsAssignmentEpochs, ResetKeepsEpochs, ResetKeepsSessions, FenceKeptOnly
VARIABLES shard, db, own, proc, commits, releases, early, acked
vars == <<shard,db,own,proc,commits,releases,early,acked>>
Symm == Permutations(Owner)
MemberOf(c) == IF c = "a2" THEN "a" ELSE c   \* the process a2 is another incarnation of the member a
Member == {MemberOf(c) : c \in Proc}
\* at: the assignment epoch of each partition that is assigned or revoking, else 0; session: the group epoch in which it began
Absent == [inc |-> None, session |-> 0, epoch |-> 0, at |-> [p \in Partition |-> 0], revoking |-> {}]
Out == [session |-> 0, epoch |-> 0, pos |-> [p \in Partition |-> None], released |-> {}]
Stopped == [Out EXCEPT !.session = -1]
\* What is in the database, and in an owner's memory. Only the invariants look at legal, and at how many resets an offset knows of.
Offset(next,epoch,resets,legal) == [next |-> next, epoch |-> epoch, resets |-> resets, legal |-> legal]
Empty == [epoch |-> 0, target |-> [p \in Partition |-> None], resets |-> 0, row |-> [m \in Member |-> Absent],
          offset |-> [p \in Partition |-> Offset(0,0,0,TRUE)]]
NoOwner == [epoch |-> 0, s |-> Empty]
Init ==   \* all members have joined, and one of them was given everything
  /\ shard = 1
  /\ db = [Empty EXCEPT !.epoch = 1,
                        !.target = [p \in Partition |-> "a"],
                        !.row = [m \in Member |-> [Absent EXCEPT !.inc = m, !.session = 1, !.epoch = 1,
                                                                 !.at = [p \in Partition |-> IF m = "a" THEN 1 ELSE 0]]]]
  /\ \E o \in Owner : own = [x \in Owner |-> IF x = o THEN [epoch |-> 1, s |-> db] ELSE NoOwner]
  /\ proc = [c \in Proc |-> Out]
  /\ commits = {}
  /\ releases = {}
  /\ early = {}
  /\ acked = [p \in Partition |-> [next |-> 0, resets |-> 0]]
\* ---------- owners: every write is one transaction ----------
Peek(o) ==   \* the mistake: to be quick later
  /\ LoadFirst
  /\ own[o].epoch # shard
  /\ own' = [own EXCEPT ![o] = [epoch |-> 0, s |-> db]]
  /\ UNCHANGED <<shard,db,proc,commits,releases,early,acked>>
TakeOver(o) ==
  /\ shard < MaxShard
  /\ own[o].epoch # shard
  /\ shard' = IF LockIsEnough THEN shard ELSE shard + 1
  /\ own' = [own EXCEPT ![o] = [epoch |-> shard', s |-> IF LoadFirst THEN @.s ELSE db]]
  /\ UNCHANGED <<db,proc,commits,releases,early,acked>>
Pick(old,new,now) == IF old = new THEN now ELSE new
Written(s,t) ==   \* each row that differs is written as a whole
  LET Group(x) == <<x.epoch, x.target, x.resets>>
      g == IF Group(s) = Group(t) THEN db ELSE t
  IN [epoch |-> g.epoch, target |-> g.target, resets |-> g.resets,
      row |-> [m \in Member |-> Pick(s.row[m], t.row[m], db.row[m])],
      offset |-> [p \in Partition |-> Pick(s.offset[p], t.offset[p], db.offset[p])]]
Tx(o,t,ack) ==   \* o changes what it has in memory to t, and answers ack when it has committed
  LET s == own[o].s IN
  /\ own[o].epoch # 0
  /\ NoShardGuard \/ own[o].epoch = shard
  /\ \/ db' = Written(s,t) /\ own' = [own EXCEPT ![o].s = t] /\ acked' = ack
     \/ \* committed, but o was not told so: it forgets everything and has to take over again
        db' = Written(s,t) /\ own' = [own EXCEPT ![o] = IF TrustMemory THEN @ ELSE NoOwner] /\ acked' = acked
     \/ TrustMemory /\ db' = db /\ own' = [own EXCEPT ![o].s = t] /\ acked' = ack
  /\ UNCHANGED shard
Known(s) == {m \in Member : s.row[m].inc # None}
Targets(ms) == IF ms = {} THEN {[p \in Partition |-> None]} ELSE [Partition -> ms]
Fenced(r,e) ==
  [r EXCEPT !.epoch = e,
            !.at = [p \in Partition |-> IF @[p] = 0 \/ (FenceKeptOnly /\ p \in r.revoking) THEN @[p] ELSE e]]
Join(o,c) ==   \* by an incarnation that is not the present one; by the present one it is a retry: read, not written
  LET s == own[o].s
      m == MemberOf(c)
      e == s.epoch + 1
      r == [s.row[m] EXCEPT !.inc = c]
      joined == [(IF JoinKeepsAssignmentEpochs THEN [r EXCEPT !.epoch = e] ELSE Fenced(r,e)) EXCEPT !.session = e]
  IN /\ s.row[m].inc # c
     /\ s.epoch < MaxGroup
     /\ \E target \in Targets(Known(s) \cup {m}) :
          Tx(o, IF JoinKeepsEpochs /\ m \in Known(s) THEN [s EXCEPT !.row[m] = r]
                ELSE [s EXCEPT !.epoch = e, !.target = target, !.row[m] = joined], acked)
     /\ UNCHANGED <<proc,commits,releases,early>>
Reconnect(o,m) ==   \* a stream takes over from another stream of the same session
  LET s == own[o].s IN
  /\ m \in Known(s)
  /\ s.epoch < MaxGroup
  /\ Tx(o, [s EXCEPT !.epoch = @ + 1, !.row[m] = Fenced(@, s.epoch + 1)], acked)
  /\ UNCHANGED <<proc,commits,releases,early>>
Remove(o,m) ==   \* it leaves, or it has not been heard of for too long
  LET s == own[o].s IN
  /\ m \in Known(s)
  /\ s.epoch < MaxGroup
  /\ \E target \in Targets(Known(s) \ {m}) : Tx(o, [s EXCEPT !.epoch = @ + 1, !.target = target, !.row[m] = Absent], acked)
  /\ UNCHANGED <<proc,commits,releases,early>>
Retarget(o) ==   \* for another subscription or number of partitions
  LET s == own[o].s IN
  /\ s.epoch < MaxGroup
  /\ \E target \in Targets(Known(s)) \ {s.target} : Tx(o, [s EXCEPT !.epoch = @ + 1, !.target = target], acked)
  /\ UNCHANGED <<proc,commits,releases,early>>
Reset(o) ==   \* an operator rewinds to 0
  LET s == own[o].s
      e == s.epoch + 1
      fenced(m) == [Fenced(s.row[m],e) EXCEPT !.session = IF ResetKeepsSessions THEN @ ELSE e]
  IN /\ s.resets < MaxReset
     /\ s.epoch < MaxGroup
     /\ Tx(o, [s EXCEPT !.epoch = e,
                        !.resets = @ + 1,
                        !.row = [m \in Member |-> IF ResetKeepsEpochs \/ m \notin Known(s) THEN @[m] ELSE fenced(m)],
                        !.offset = [p \in Partition |-> Offset(0, e, s.resets + 1, TRUE)]], acked)
     /\ UNCHANGED <<proc,commits,releases,early>>
Reconcile(o,m) ==   \* first a member is told what to give up; when it has, its epoch rises and it gets what is free
  LET s == own[o].s
      r == s.row[m]
      leaving == {p \in Partition : r.at[p] > 0 /\ s.target[p] # m} \ r.revoking
      free(p) == \A n \in Member : s.row[n].at[p] = 0
      given == {p \in Partition : s.target[p] = m /\ r.at[p] = 0 /\ (GrantEarly \/ free(p))}
      told == [r EXCEPT !.revoking = @ \cup leaving]
      raised == [r EXCEPT !.epoch = s.epoch, !.at = [p \in Partition |-> IF p \in given THEN s.epoch ELSE @[p]]]
  IN /\ m \in Known(s)
     /\ leaving # {} \/ (r.revoking = {} /\ (r.epoch < s.epoch \/ given # {}))
     /\ Tx(o, [s EXCEPT !.row[m] = IF leaving # {} THEN told ELSE raised], acked)
     /\ UNCHANGED <<proc,commits,releases,early>>
Free(r,ps) == [r EXCEPT !.at = [p \in Partition |-> IF p \in ps THEN 0 ELSE @[p]], !.revoking = @ \ ps]
HandleRelease(o,msg) ==
  LET s == own[o].s
      m == MemberOf(msg.from)
      r == s.row[m]
      ps == msg.ps \cap r.revoking
  IN /\ m \in Known(s)
     /\ r.session = msg.session
     /\ OldRelease \/ r.epoch = msg.epoch
     /\ ps # {}
     /\ Tx(o, [s EXCEPT !.row[m] = Free(r,ps)], acked)
     /\ UNCHANGED <<proc,commits,releases,early>>
Infer(o,c) ==   \* the mistake: it was told to give up and sends a heartbeat, so it has
  LET s == own[o].s
      m == MemberOf(c)
      r == s.row[m]
  IN /\ HeartbeatReleases
     /\ m \in Known(s)
     /\ r.session = proc[c].session
     /\ r.epoch = proc[c].epoch
     /\ r.revoking # {}
     /\ Tx(o, [s EXCEPT !.row[m] = Free(r,r.revoking)], acked)
     /\ UNCHANGED <<proc,commits,releases,early>>
Legal(r,msg) == r.at[msg.p] > 0 /\ r.at[msg.p] <= msg.epoch /\ msg.epoch <= r.epoch
Allowed(r,msg) == IF NoAssignmentEpoch THEN r.at[msg.p] > 0 /\ msg.epoch <= r.epoch ELSE Legal(r,msg)
Store(o,msg) ==
  LET s == own[o].s
      old == s.offset[msg.p]
      behind == old.epoch >= s.row[msg.member].at[msg.p] /\ old.next >= msg.next   \* of what this assignment has committed
      new == Offset(msg.next, msg.epoch, msg.resets, Legal(db.row[msg.member],msg))
      most == acked[msg.p]
      ack == IF most.resets = msg.resets /\ most.next >= msg.next THEN most ELSE [next |-> msg.next, resets |-> msg.resets]
  IN /\ NotMonotone \/ ~behind
     /\ Tx(o, [s EXCEPT !.offset[msg.p] = new], [acked EXCEPT ![msg.p] = ack])
HandleCommit(o,msg) ==
  /\ Allowed(own[o].s.row[msg.member], msg)
  /\ Store(o,msg)
  /\ UNCHANGED <<proc,commits,releases,early>>
Collect(o,msg) ==   \* the mistake: checked when it comes in, and not again when the batch is written
  /\ CheckEarly
  /\ own[o].epoch # 0
  /\ Allowed(own[o].s.row[msg.member], msg)
  /\ early' = early \cup {[owner |-> o, epoch |-> own[o].epoch, msg |-> msg]}
  /\ UNCHANGED <<shard,db,own,proc,commits,releases,acked>>
WriteEarly(e) ==
  /\ own[e.owner].epoch = e.epoch
  /\ Store(e.owner, e.msg)
  /\ early' = early \ {e}
  /\ UNCHANGED <<proc,commits,releases>>
\* ---------- members ----------
Answers(o,c) ==   \* a heartbeat of this session, or a join
  LET r == own[o].s.row[MemberOf(c)] IN
  /\ own[o].epoch # 0
  /\ r.inc # None
  /\ proc[c].session >= 0
  /\ IF proc[c].session = 0 THEN r.inc = c ELSE NoSession \/ r.session = proc[c].session
  /\ r.epoch >= proc[c].epoch
Adopted(o,c,reader) ==   \* with what it holds it goes on, at its own position; what is new begins at the committed offset
  LET r == own[o].s.row[MemberOf(c)]
      old == proc[c]
      released == IF r.epoch > old.epoch THEN {} ELSE old.released
      goesOn(p) == old.pos[p] # None /\ (~InferLoss \/ r.at[p] > 0)
      begins(p) == r.at[p] > 0 /\ p \notin r.revoking /\ (TakeBack \/ p \notin released)
      committed(p) == [next |-> own[reader].s.offset[p].next, resets |-> own[reader].s.offset[p].resets]
  IN [session |-> r.session, epoch |-> r.epoch, released |-> released,
      pos |-> [p \in Partition |-> IF goesOn(p) THEN old.pos[p] ELSE IF begins(p) THEN committed(p) ELSE None]]
Hear(o,c) ==
  /\ Answers(o,c)
  /\ \E reader \in Owner :
       /\ reader = o \/ (UnboundRead /\ own[reader].epoch # 0)
       /\ proc' = [proc EXCEPT ![c] = Adopted(o,c,reader)]
  /\ UNCHANGED <<shard,db,own,commits,releases,early,acked>>
GiveUp(o,c) ==   \* it hears what it has to give up, stops working on it and says so
  LET ps == own[o].s.row[MemberOf(c)].revoking
      heard == Adopted(o,c,o)
  IN /\ Answers(o,c)
     /\ ps # {}
     /\ proc' = [proc EXCEPT ![c] = [heard EXCEPT !.released = @ \cup ps,
                                                  !.pos = [p \in Partition |-> IF p \in ps THEN None ELSE @[p]]]]
     /\ releases' = releases \cup {[from |-> c, session |-> heard.session, epoch |-> heard.epoch, ps |-> ps]}
     /\ UNCHANGED <<shard,db,own,commits,early,acked>>
Stop(c) ==   \* it hears or believes that its session is over and drops everything; it will join as another incarnation
  /\ proc[c].session > 0
  /\ proc' = [proc EXCEPT ![c] = IF SameIncarnation THEN Out ELSE Stopped]
  /\ UNCHANGED <<shard,db,own,commits,releases,early,acked>>
Work(c,p) ==   \* it processes some records, or none, and sends a commit
  /\ proc[c].pos[p] # None
  /\ Cardinality(commits) < MaxCommit
  /\ \E n \in proc[c].pos[p].next..MaxOffset :
       LET msg == [member |-> MemberOf(c), epoch |-> proc[c].epoch, p |-> p, next |-> n, resets |-> proc[c].pos[p].resets]
       IN /\ n > 0
          /\ msg \notin commits
          /\ proc' = [proc EXCEPT ![c].pos[p].next = n]
          /\ commits' = commits \cup {msg}
  /\ UNCHANGED <<shard,db,own,releases,early,acked>>
Next ==
  \/ \E o \in Owner : Peek(o) \/ TakeOver(o) \/ Retarget(o) \/ Reset(o)
  \/ \E o \in Owner, m \in Member : Reconnect(o,m) \/ Remove(o,m) \/ Reconcile(o,m)
  \/ \E o \in Owner, c \in Proc : Join(o,c) \/ Infer(o,c) \/ Hear(o,c) \/ GiveUp(o,c)
  \/ \E o \in Owner, msg \in commits : HandleCommit(o,msg) \/ Collect(o,msg)
  \/ \E o \in Owner, msg \in releases : HandleRelease(o,msg)
  \/ \E e \in early : WriteEarly(e)
  \/ \E c \in Proc, p \in Partition : Work(c,p)
  \/ \E c \in Proc : Stop(c)
Spec == Init /\ [][Next]_vars
\* ---------- invariants ----------
OneOwner == \A o, x \in Owner : (o # x /\ own[o].epoch # 0) => own[o].epoch # own[x].epoch
OwnerKnows == \A o \in Owner : own[o].epoch = shard => own[o].s = db   \* so nobody else has written since it took over
OneHolder == \A p \in Partition : Cardinality({m \in Member : db.row[m].at[p] > 0}) <= 1
Entitled(c,p) ==   \* it works on p, and its commit would be accepted
  LET r == db.row[MemberOf(c)]
  IN proc[c].pos[p] # None /\ r.at[p] > 0 /\ r.at[p] <= proc[c].epoch /\ proc[c].epoch <= r.epoch
OneEntitled == \A p \in Partition : Cardinality({c \in Proc : Entitled(c,p)}) <= 1
ReleasedBySaying ==   \* as long as nobody ends its session, it has whatever it works on
  \A c \in Proc, p \in Partition :
    (proc[c].pos[p] # None /\ proc[c].session = db.row[MemberOf(c)].session) => db.row[MemberOf(c)].at[p] > 0
CommitsLegal == \A p \in Partition : db.offset[p].legal
AckedStored == \A p \in Partition : db.offset[p].resets = acked[p].resets => db.offset[p].next >= acked[p].next
RewindStands == \A p \in Partition : db.offset[p].resets = db.resets
=============================================================================
