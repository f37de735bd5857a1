---------------------------- MODULE Replication ----------------------------
\* One partition, a few brokers, one controller whose steps are database transactions. Published metadata and ISR proposals
\* arrive at any later time or never; a broker may be fenced without reason; a crash keeps everything, or loses any suffix that
\* was not fsynced. Every switch below is a mistake that TLC must find.
EXTENDS Integers, Sequences, FiniteSets, TLC
CONSTANTS Broker, None, MinISR, MaxEpoch, MaxRec, MaxCrash, MaxPE,
          CountUnflushed, NoMaximalIsr, NoWithdraw, NoLeso, NoBrokerEpoch, NoEpochFence, NoRecoveryFsync, NoMinIsrRule, MaxWipe, NoWipeRemoval
VARIABLES meta, pub, bep, alive, view, log, fl, du, hw, known, knownBe, prop, leso, reqs, committed, thin, nrec, ncrash, wiped, nwipe
vars == <<meta,pub,bep,alive,view,log,fl,du,hw,known,knownBe,prop,leso,reqs,committed,thin,nrec,ncrash,wiped,nwipe>>
Symm == Permutations(Broker)
Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Pub(m) == [leader |-> m.leader, epoch |-> m.epoch, pe |-> m.pe, isr |-> m.isr]
Prefix(s,t) == Len(s) <= Len(t) /\ \A i \in 1..Len(s) : s[i] = t[i]
Zero == [f \in Broker |-> 0]
Init ==
  /\ meta = [leader |-> None, epoch |-> 0, pe |-> 0, isr |-> Broker, ie |-> [b \in Broker |-> 1]]
  /\ pub = {}
  /\ bep = [b \in Broker |-> 1]
  /\ alive = [b \in Broker |-> TRUE]
  /\ view = [b \in Broker |-> [leader |-> None, epoch |-> 0, pe |-> 0, isr |-> Broker]]
  /\ log = [b \in Broker |-> <<>>]
  /\ fl = Zero   \* what a broker believes, and reports, to be durable
  /\ du = Zero   \* what is
  /\ hw = Zero
  /\ known = [b \in Broker |-> Zero]
  /\ knownBe = [b \in Broker |-> Zero]
  /\ prop = [b \in Broker |-> {}]
  /\ leso = Zero
  /\ reqs = {}
  /\ committed = <<>>
  /\ thin = FALSE
  /\ nrec = 0
  /\ ncrash = 0
  /\ wiped = {}
  /\ nwipe = 0
Live(rs,pe) == {r \in rs : r.pe = pe}
Still(ps,v) == {p \in ps : \E b \in Broker : alive[b] /\ p.pe > v[b].pe}
SetMeta(m) == meta' = m /\ pub' = pub \cup {Pub(m)}
Drop(isr,b) == IF b \in isr /\ Cardinality(isr \ {b}) >= MinISR THEN isr \ {b} ELSE isr
IsLeader(b) == alive[b] /\ view[b].leader = b
Verified(b) == meta.ie[b] = bep[b]
\* ---------- controller: every step is one PostgreSQL transaction ----------
Fence(b) ==   \* suspicion, right or wrong
  /\ meta.pe < MaxPE
  /\ (meta.leader = b \/ Drop(meta.isr,b) # meta.isr)
  /\ LET isr2 == Drop(meta.isr,b)
         l2 == IF meta.leader = b THEN None ELSE meta.leader
     IN IF isr2 = meta.isr /\ l2 = meta.leader THEN UNCHANGED <<meta,pub>>
        ELSE SetMeta([meta EXCEPT !.isr = isr2, !.leader = l2, !.pe = @ + 1])
  /\ UNCHANGED <<bep,alive,view,log,fl,du,hw,known,knownBe,prop,leso,committed,thin,nrec,ncrash,wiped,nwipe>>
  /\ reqs' = Live(reqs, meta'.pe)
Elect(b) ==
  /\ meta.leader = None
  /\ b \in meta.isr
  /\ meta.epoch < MaxEpoch
  /\ meta.pe < MaxPE
  /\ Verified(b) \/ alive[b]   \* the second: recovery election, of whom the controller takes for the last one there
  /\ SetMeta([meta EXCEPT !.leader = b, !.epoch = @ + 1, !.pe = @ + 1, !.ie[b] = bep[b]])
  /\ UNCHANGED <<bep,alive,view,log,fl,du,hw,known,knownBe,prop,leso,committed,thin,nrec,ncrash,wiped,nwipe>>
  /\ reqs' = Live(reqs, meta'.pe)
HandleReq(r) ==
  /\ LET added == r.isr \ meta.isr
         ok == /\ meta.leader = r.from
               /\ meta.epoch = r.epoch
               /\ meta.pe = r.pe
               /\ meta.pe < MaxPE
               /\ \A a \in added : NoBrokerEpoch \/ bep[a] = r.be[a]
               /\ (meta.isr \subseteq r.isr \/ Cardinality(r.isr) >= MinISR)
     IN IF ok THEN SetMeta([meta EXCEPT !.isr = r.isr, !.pe = @ + 1,
                              !.ie = [x \in Broker |-> IF x \in r.ver /\ r.be[x] = bep[x] THEN bep[x] ELSE meta.ie[x]]])
        ELSE UNCHANGED <<meta,pub>>
  /\ UNCHANGED <<bep,alive,view,log,fl,du,hw,known,knownBe,prop,leso,committed,thin,nrec,ncrash,wiped,nwipe>>
  /\ reqs' = Live(reqs \ {r}, meta'.pe)
\* ---------- brokers ----------
ApplyMeta(b,p) ==
  /\ alive[b]
  /\ p.pe > view[b].pe
  /\ view' = [view EXCEPT ![b] = p]
  /\ pub' = Still(pub, view')
  /\ prop' = [prop EXCEPT ![b] = {}]
  /\ IF p.epoch # view[b].epoch
     THEN /\ known' = [known EXCEPT ![b] = Zero]
          /\ knownBe' = [knownBe EXCEPT ![b] = Zero]
          /\ leso' = [leso EXCEPT ![b] = IF p.leader = b THEN Len(log[b]) ELSE 0]
     ELSE UNCHANGED <<known,knownBe,leso>>
  /\ UNCHANGED <<meta,bep,alive,log,fl,du,hw,reqs,committed,thin,nrec,ncrash,wiped,nwipe>>
Write(b) ==
  /\ IsLeader(b)
  /\ nrec < MaxRec
  /\ nrec' = nrec + 1
  /\ log' = [log EXCEPT ![b] = Append(@, [id |-> nrec + 1, ep |-> view[b].epoch])]
  /\ UNCHANGED <<meta,pub,bep,alive,view,fl,du,hw,known,knownBe,prop,leso,reqs,committed,thin,ncrash,wiped,nwipe>>
Flush(b) ==
  /\ alive[b]
  /\ fl[b] < Len(log[b])
  /\ fl' = [fl EXCEPT ![b] = Len(log[b])]
  /\ du' = [du EXCEPT ![b] = Len(log[b])]
  /\ UNCHANGED <<meta,pub,bep,alive,view,log,hw,known,knownBe,prop,leso,reqs,committed,thin,nrec,ncrash,wiped,nwipe>>
MatchLen(f,l) ==
  LET m == Min({Len(log[f]),Len(log[l])})
  IN CHOOSE n \in 0..m : (\A i \in 1..n : log[f][i].ep = log[l][i].ep) /\ (n = m \/ log[f][n+1].ep # log[l][n+1].ep)
Fetch(f,l) ==
  /\ f # l
  /\ alive[f]
  /\ IsLeader(l)
  /\ view[f].leader = l
  /\ (NoEpochFence \/ view[f].epoch = view[l].epoch)
  /\ LET n == MatchLen(f,l) IN
     IF n < Len(log[f])
     THEN /\ log' = [log EXCEPT ![f] = SubSeq(@,1,n)]
          /\ fl' = [fl EXCEPT ![f] = Min({@,n})]
          /\ du' = [du EXCEPT ![f] = Min({@,n})]
          /\ UNCHANGED <<known,knownBe>>
     ELSE /\ log' = IF Len(log[l]) > n THEN [log EXCEPT ![f] = Append(@, log[l][n+1])] ELSE log
          /\ known' = [known EXCEPT ![l][f] = IF CountUnflushed THEN Len(log[f]) ELSE fl[f]]
          /\ knownBe' = [knownBe EXCEPT ![l][f] = bep[f]]
          /\ UNCHANGED <<fl,du>>
  /\ UNCHANGED <<meta,pub,bep,alive,view,hw,prop,leso,reqs,committed,thin,nrec,ncrash,wiped,nwipe>>
AdvanceHW(b) ==
  /\ IsLeader(b)
  /\ (NoMinIsrRule \/ Cardinality(view[b].isr) >= MinISR)
  /\ LET S == view[b].isr \cup (IF NoMaximalIsr THEN {} ELSE prop[b])
         n == Min({IF x = b THEN (IF CountUnflushed THEN Len(log[b]) ELSE fl[b]) ELSE known[b][x] : x \in S})
     IN /\ n > hw[b]
        /\ hw' = [hw EXCEPT ![b] = n]
        /\ committed' = IF n > Len(committed) THEN SubSeq(log[b],1,n) ELSE committed
        /\ thin' = (thin \/ Cardinality(S) < MinISR)
  /\ UNCHANGED <<meta,pub,bep,alive,view,log,fl,du,known,knownBe,prop,leso,reqs,nrec,ncrash,wiped,nwipe>>
InSync(b,a) == knownBe[b][a] > 0 /\ known[b][a] >= hw[b] /\ (NoLeso \/ known[b][a] >= leso[b])
Propose(b) ==
  /\ IsLeader(b)
  /\ prop[b] = {}
  /\ view[b].pe < MaxPE
  /\ \E isr2 \in SUBSET Broker :
     /\ b \in isr2
     /\ \A a \in isr2 \ view[b].isr : InSync(b,a)
     /\ (view[b].isr \subseteq isr2 \/ Cardinality(isr2) >= MinISR)
     /\ LET ver == {x \in isr2 : x = b \/ InSync(b,x)}
        IN /\ (isr2 # view[b].isr \/ \E x \in ver \ {b} : meta.ie[x] # bep[x])
           /\ prop' = [prop EXCEPT ![b] = isr2]
           /\ reqs' = reqs \cup {[from |-> b, epoch |-> view[b].epoch, pe |-> view[b].pe, isr |-> isr2, ver |-> ver,
                                  be |-> [x \in Broker |-> IF x = b THEN bep[b] ELSE knownBe[b][x]]]}
  /\ UNCHANGED <<meta,pub,bep,alive,view,log,fl,du,hw,known,knownBe,leso,committed,thin,nrec,ncrash,wiped,nwipe>>
Withdraw(b) ==   \* the proposal was refused, or nobody knows: to propose the present set settles it by its partition epoch
  /\ IsLeader(b)
  /\ prop[b] # {}
  /\ prop[b] # view[b].isr
  /\ prop' = IF NoWithdraw THEN [prop EXCEPT ![b] = {}] ELSE prop
  /\ reqs' = reqs \cup {[from |-> b, epoch |-> view[b].epoch, pe |-> view[b].pe, isr |-> view[b].isr, ver |-> {b},
                          be |-> [x \in Broker |-> IF x = b THEN bep[b] ELSE 0]]}
  /\ UNCHANGED <<meta,pub,bep,alive,view,log,fl,du,hw,known,knownBe,leso,committed,thin,nrec,ncrash,wiped,nwipe>>
Crash(b) ==   \* kill -9 (keep = all) or power loss (any un-fsynced suffix is gone)
  /\ alive[b]
  /\ ncrash < MaxCrash
  /\ ncrash' = ncrash + 1
  /\ alive' = [alive EXCEPT ![b] = FALSE]
  /\ \E keep \in du[b]..Len(log[b]) : log' = [log EXCEPT ![b] = SubSeq(@,1,keep)]
  /\ hw' = [hw EXCEPT ![b] = 0]
  /\ prop' = [prop EXCEPT ![b] = {}]
  /\ leso' = [leso EXCEPT ![b] = 0]
  /\ known' = [known EXCEPT ![b] = Zero]
  /\ knownBe' = [knownBe EXCEPT ![b] = Zero]
  /\ view' = [view EXCEPT ![b] = [leader |-> None, epoch |-> 0, pe |-> 0, isr |-> {}]]
  /\ UNCHANGED <<meta,pub,bep,fl,du,reqs,committed,thin,nrec,wiped,nwipe>>
Wipe(b) ==    \* the disk of a dead broker is replaced or is found damaged (DETECTED loss of durable data)
  /\ ~alive[b]
  /\ nwipe < MaxWipe
  /\ nwipe' = nwipe + 1
  /\ wiped' = wiped \cup {b}
  /\ \E keep \in 0..Len(log[b]) : log' = [log EXCEPT ![b] = SubSeq(@,1,keep)]
  /\ fl' = [fl EXCEPT ![b] = Min({@, Len(log'[b])})]
  /\ du' = [du EXCEPT ![b] = Min({@, Len(log'[b])})]
  /\ UNCHANGED <<meta,pub,bep,alive,view,hw,known,knownBe,prop,leso,reqs,committed,thin,nrec,ncrash>>
Restart(b) ==   \* registration of the new incarnation = one transaction; recovery fsynced what it will report
  /\ ~alive[b]
  /\ meta.pe < MaxPE
  /\ alive' = [alive EXCEPT ![b] = TRUE]
  /\ bep' = [bep EXCEPT ![b] = @ + 1]
  /\ fl' = [fl EXCEPT ![b] = Len(log[b])]
  /\ du' = IF NoRecoveryFsync THEN du ELSE [du EXCEPT ![b] = Len(log[b])]
  /\ wiped' = wiped \ {b}
  /\ LET isr2 == IF b \in wiped /\ ~NoWipeRemoval THEN meta.isr \ {b} ELSE Drop(meta.isr,b)
         l2 == IF meta.leader = b THEN None ELSE meta.leader
         m2 == IF isr2 = meta.isr /\ l2 = meta.leader THEN meta ELSE [meta EXCEPT !.isr = isr2, !.leader = l2, !.pe = @ + 1]
     IN /\ meta' = m2
        /\ pub' = pub \cup {Pub(m2)}
        /\ view' = [view EXCEPT ![b] = Pub(m2)]
  /\ reqs' = Live(reqs, meta'.pe)
  /\ UNCHANGED <<log,hw,known,knownBe,prop,leso,committed,thin,nrec,ncrash,nwipe>>
Next ==
  \/ \E b \in Broker : Fence(b) \/ Elect(b) \/ Write(b) \/ Flush(b) \/ AdvanceHW(b) \/ Propose(b) \/ Withdraw(b) \/ Crash(b) \/ Wipe(b) \/ Restart(b)
  \/ \E r \in reqs : HandleReq(r)
  \/ \E b \in Broker, p \in pub : ApplyMeta(b,p)
  \/ \E f \in Broker, l \in Broker : Fetch(f,l)
Spec == Init /\ [][Next]_vars
LeaderComplete == (meta.leader # None /\ meta.leader \notin wiped) => Prefix(committed, log[meta.leader])
IsrDurable == \A m \in meta.isr \ wiped : Prefix(committed, SubSeq(log[m],1,du[m]))
AckedOnMinIsrDisks == ~thin   \* I-6: so many said that it was durable there; whether that is so is IsrDurable's part
HwConsistent == \A b \in Broker : IsLeader(b) => Prefix(SubSeq(log[b],1,hw[b]), committed)
\* ---- for Spec2 ----
Init2 ==   \* a reachable prefix: b1 led epoch 1 with ISR {b1,b2}; b2 leads epoch 2 and has re-added b3; b1 has not heard of it
  /\ LET a == CHOOSE x \in Broker : TRUE
         b == CHOOSE x \in Broker \ {a} : TRUE
         v2 == [leader |-> b, epoch |-> 2, pe |-> 5, isr |-> Broker]
     IN /\ meta = [leader |-> b, epoch |-> 2, pe |-> 5, isr |-> Broker, ie |-> [x \in Broker |-> 1]]
        /\ view = [x \in Broker |-> IF x = a THEN [leader |-> a, epoch |-> 1, pe |-> 2, isr |-> {a,b}] ELSE v2]
        /\ pub = {v2}
  /\ bep = [x \in Broker |-> 1] /\ alive = [x \in Broker |-> TRUE] /\ log = [x \in Broker |-> <<>>] /\ fl = Zero /\ du = Zero /\ hw = Zero
  /\ known = [x \in Broker |-> Zero] /\ knownBe = [x \in Broker |-> Zero] /\ prop = [x \in Broker |-> {}] /\ leso = Zero
  /\ reqs = {} /\ committed = <<>> /\ thin = FALSE /\ nrec = 0 /\ ncrash = 0 /\ wiped = {} /\ nwipe = 0
Spec2 == Init2 /\ [][Next]_vars
=====================================================================
