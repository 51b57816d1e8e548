"""Drum grooves as tables: one row per style, one string per drum and bar. `X` accent, `x` plain, `o` soft, `g` ghost, `.` rest."""
from __future__ import annotations

from dataclasses import dataclass, field

KICK, SNARE, RIM, CLAP, HAT, OPEN, PEDAL, RIDE, CRASH, BELL = 36, 38, 37, 39, 42, 46, 44, 51, 49, 53
TOM_HIGH, TOM_MID, TOM_LOW, TOM_FLOOR = 50, 47, 45, 41
TAMB, COWBELL, SHAKER, CONGA_HIGH, CONGA_OPEN, CONGA_LOW, CLAVES, WOOD, CABASA, BONGO = 54, 56, 70, 62, 63, 64, 75, 76, 69, 60
VELOCITY = {"X": 118.0, "x": 98.0, "o": 74.0, "g": 40.0}


@dataclass(frozen=True, slots=True)
class Groove:
    """One style. beats: per bar; steps: table columns per beat; bpm: range of the beat; swing: range of the first half's share of a beat (or of half a beat
    where steps is 4), 0.5 = straight; rows: variants, each {drum: string of beats * steps columns}; bass, comp: names of patterns in `bands`;
    human: ms, range of the players' timing spread; weight: how often it is drawn; programs: General MIDI programs that its bass, comp and lead may be, and its
    drum kits; maker: name of the drummer in `hands` who makes rows up; alone: share of pieces for drums alone."""

    name: str
    beats: int
    steps: int
    bpm: tuple[float, float]
    rows: tuple[dict[int, str], ...]
    bass: tuple[str, ...]
    comp: tuple[str, ...]
    swing: tuple[float, float] = (0.5, 0.5)
    human: tuple[float, float] = (3.0, 12.0)
    weight: float = 1.0
    fills: bool = True
    programs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    maker: str = ""
    alone: float = 0.16


ROCK = ({KICK: "x.......x.......", SNARE: "....X.......X...", HAT: "x.o.x.o.x.o.x.o."},
        {KICK: "x.....x.x.......", SNARE: "....X.......X...", HAT: "x.o.x.o.x.o.x.o."},
        {KICK: "x.x.....x.x.....", SNARE: "....X.......X...", HAT: "x.o.x.o.x.o.x.o."},
        {KICK: "x.......x.x.....", SNARE: "....X.......X..g", OPEN: "x...x...x...x..."},
        {KICK: "x.....x...x.....", SNARE: "....X.......X...", RIDE: "x.x.x.x.x.x.x.x."},
        {KICK: "x..x..x.x..x....", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "x...x...x...x...", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "x.......x..x....", SNARE: "....X.......X...", CRASH: "x...x...x...x..."})
FUNK = ({KICK: "x..x..x...x..x..", SNARE: "....X..g.g..X..g", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "x.x.......xx....", SNARE: "g...X.gg.g..X.g.", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "x.....x..x......", SNARE: "....X..g....X.g.", HAT: "x.xxx.xxx.xxx.xx"},
        {KICK: "xx....x...x.....", SNARE: "....X..g.g.gX...", HAT: "x.x.x.x.x.x.x.x.", OPEN: "......x........."},
        {KICK: "x..x.......x..x.", SNARE: "....X.......X..x", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "x.....x...x..x..", SNARE: "..gg..X..gg.X...", HAT: "x.o.x.o.x.o.x.o."})
HIPHOP = ({KICK: "x......x..x.....", SNARE: "....X.......X...", HAT: "x.o.x.o.x.o.x.o."},
          {KICK: "x.x....x.x......", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
          {KICK: "x.....x...x....x", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
          {KICK: "x..x......x.....", CLAP: "....X.......X...", HAT: "x.xxx.x.x.xxx.x."})
HOUSE = ({KICK: "X...X...X...X...", CLAP: "....x.......x...", OPEN: "..x...x...x...x."},
         {KICK: "X...X...X...X...", CLAP: "....x.......x...", HAT: "o.x.o.x.o.x.o.x.", TAMB: "..x...x...x...x."},
         {KICK: "X...X...X...X...", HAT: "xoxoxoxoxoxoxoxo"}, {KICK: "X...X...X...X...", SNARE: "....X.......X..x", HAT: "..x...x...x...x."},
         {KICK: "X...X...X...X...", OPEN: "..X...X...X...X.", COWBELL: "x..x..x...x.x..."},
         {KICK: "X...X...X...X..x", CLAP: "....X.......X...", SHAKER: "oooooooooooooooo"})
DNB = ({KICK: "x.........x.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
       {KICK: "x.x.......x.....", SNARE: "....X..g.g..X...", HAT: "xoxoxoxoxoxoxoxo"},
       {KICK: "x.........xx....", SNARE: "....X..g.g..X..g", RIDE: "x.x.x.x.x.x.x.x."})
DISCO = ({KICK: "X...X...X...X...", SNARE: "....X.......X...", OPEN: "..x...x...x...x.", HAT: "x...x...x...x..."},
         {KICK: "X...X...X...X...", SNARE: "....X.......X...", HAT: "xooxxooxxooxxoox"})
REGGAE = ({KICK: "........X.......", RIM: "........X.......", HAT: "x.o.x.o.x.o.x.o."},
          {KICK: "X.......X.......", RIM: "....x.......x...", HAT: "x.o.x.o.x.o.x.o."},
          {KICK: "X...X...X...X...", SNARE: "........X.......", HAT: "x.o.x.o.x.o.x.o."},
          {KICK: "........X.......", SNARE: "........X..g....", HAT: "..x...x...x...x."})
SKA = ({KICK: "x...x...x...x...", SNARE: "....X.......X...", HAT: "..x...x...x...x."},
       {KICK: "x.......x.......", SNARE: "....X.......X...", OPEN: "..x...x...x...x."})
BOSSA = ({KICK: "x..xx..xx..xx..x", RIM: "x..x..x...x..x..", HAT: "xxxxxxxxxxxxxxxx"},
         {KICK: "x..xx..xx..xx..x", RIM: "..x...x.x..x..x.", HAT: "x.x.x.x.x.x.x.x."})
BOSSA4 = ({KICK: "x..xx..x", RIM: "x..x..x.", HAT: "xxxxxxxx"}, {KICK: "x..xx..x", RIM: "..x.x...", SHAKER: "xoxoxoxo"},
          {KICK: "x..xx..x", RIM: "x..x..x.", RIDE: "xxxxxxxx"})
SAMBA = ({KICK: "x..xx..xx..xx..x", TOM_FLOOR: "....X.......X...", SHAKER: "XooxXooxXooxXoox", SNARE: "g.gx.gx.g.xg.gx."},
         {KICK: "x..xx..xx..xx..x", SNARE: "x.xx.xx.x.x.xx.x", HAT: "..x...x...x...x."})
SALSA = ({CLAVES: "x..x..x...x.x...", CONGA_OPEN: "......xx......xx", CONGA_HIGH: "x.o.X.o.x.o.X.o.", COWBELL: "x...x.x.x...x.x."},
         {CLAVES: "..x.x...x..x..x.", CONGA_OPEN: "......xx......xx", CONGA_HIGH: "o.o.X.o.o.o.X.o.", BONGO: "xoxoxoxoxoxoxoxo", KICK: "...x......x....."})
AFRO = ({KICK: "x.....x...x.....", SNARE: "..g...X..g....X.", HAT: "x.xxx.xxx.xxx.xx", SHAKER: "oooooooooooooooo"},
        {KICK: "x..x..x.x..x..x.", CONGA_OPEN: "..x..xx...x..xx.", COWBELL: "x..x..x...x.x..."})
DEMBOW = ({KICK: "x...x...x...x...", SNARE: "...x..x....x..x.", HAT: "x.x.x.x.x.x.x.x."},)
MOTOWN = ({KICK: "x.....x.x.....x.", SNARE: "X...X...X...X...", TAMB: "x.x.x.x.x.x.x.x."},
          {KICK: "x..x....x..x....", SNARE: "....X.......X...", TAMB: "....x.......x...", HAT: "x.x.x.x.x.x.x.x."})
TRAIN = ({KICK: "x...x...x...x...", SNARE: "oogXoogXoogXoogX"}, {KICK: "x.......x.......", SNARE: "ggXgggXgggXgggXg", PEDAL: "..x...x...x...x."},
         {KICK: "x...x...x...x...", SNARE: "..X...X...X...X."})
PUNK = ({KICK: "x...x...x...x...", SNARE: "..X...X...X...X.", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "x..xx...x..xx...", SNARE: "....X.......X...", OPEN: "x.x.x.x.x.x.x.x."},
        {KICK: "x.....x.x.....x.", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
        {KICK: "x.x...x.x.x...x.", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."})
METAL = ({KICK: "xxxxxxxxxxxxxxxx", SNARE: "....X.......X...", RIDE: "x...x...x...x..."},
         {KICK: "x.xxx.xxx.xxx.xx", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
         {KICK: "x..x..x..x..x.x.", SNARE: "........X.......", CRASH: "x...x...x...x..."})
MARCH = ({KICK: "x...x...x...x...", SNARE: "X.ooX.ooX.ooXooo"}, {KICK: "x.......x.......", SNARE: "X.goX.goX.gXo.Xo"},
         {KICK: "x..x..x...x.x...", SNARE: "gXggXgXggXgXgXgg"},
         {KICK: "X..x..X...x.....", SNARE: "xgXgxgXxgxXgxgXg", COWBELL: "x...x...x...x..."})
SECONDLINE = ({KICK: "x..x..x....x..x.", SNARE: "XgxXgXgXXgXgXgXg"}, {KICK: "x..x..x...x.X...", SNARE: "xgXgxgXgxgXgxXgX", PEDAL: "....x.......x..."})
BALLAD = ({KICK: "x.......x.......", SNARE: "....X.......X...", HAT: "x.o.x.o.x.o.x.o."},
          {KICK: "x.....x.x.......", RIM: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
          {KICK: "x......xx.......", SNARE: "....X.......X...", RIDE: "x.o.x.o.x.o.x.o."},
          {KICK: "x..............x", RIM: "....x.......x...", SHAKER: "xoxoxoxoxoxoxoxo"})
TRAP = ({KICK: "x......x..x.....", CLAP: "........X.......", HAT: "x.x.x.x.x.x.x.xx"},
        {KICK: "x.....x....x..x.", SNARE: "........X.......", HAT: "xoxoxoxoxoxxxoxo"})
TECHNO = ({KICK: "X...X...X...X...", OPEN: "..x...x...x...x.", RIDE: "....x.......x..."},
          {KICK: "X...X...X...X...", HAT: "..x...x...x...xx", RIM: "x..x..x..x..x..x"},
          {KICK: "X...X...X...X...", CLAP: "....X.......X...", SHAKER: "oxoxoxoxoxoxoxox"})
BREAKBEAT = ({KICK: "x.x.......x.....", SNARE: "....X..g.g..X...", RIDE: "x.x.x.x.x.x.x.x."},
             {KICK: "x.x...x...xx....", SNARE: "....X..g.g.g..X.", HAT: "x.x.x.x.x.x.x.x."})
SWING = ({RIDE: "x..x.ox..x.o", PEDAL: "...x.....x.."}, {RIDE: "x..x.ox..x.o", PEDAL: "...x.....x..", KICK: "o..o..o..o.."},
         {HAT: "x..x.ox..x.o", SNARE: ".....g.....x"},
         {RIDE: "x..x.ox..x.o", PEDAL: "...x.....x..", SNARE: "..o....g...."})
SHUFFLE = ({KICK: "x.....x.....", SNARE: "...X.....X..", HAT: "x.ox.ox.ox.o"}, {KICK: "x.xx.xx.xx.x", SNARE: "...X.....X..", RIDE: "x.ox.ox.ox.o"},
           {KICK: "x.....x..x..", SNARE: "g.gX.gg.gX.g", HAT: "x..x..x..x.."},
           {KICK: "x..x..x..x..", SNARE: "..xX.x..xX.x", HAT: "x.ox.ox.ox.o"})
TWELVE = ({KICK: "x.....x.....", SNARE: "...X.....X..", HAT: "xooxooxooxoo"}, {KICK: "x....xx.....", SNARE: "...X.....X..", RIDE: "xooxooxooxoo"},
          {KICK: "x.....x..x.x", SNARE: "...X.....X..", HAT: "xooxooxooxoo"})
SIX = ({KICK: "x.....", SNARE: "...X..", HAT: "xooxoo"}, {KICK: "x....x", RIM: "...x..", HAT: "xooxoo"}, {KICK: "x..x.x", SNARE: "...X..", RIDE: "xooxoo"})
JIG = (*SIX, {KICK: "x..x..", TAMB: "..x..x", SHAKER: "xoxxox"})   # slower, the last is a waltz whose bars are taken for beats
SIXAFRO = ({COWBELL: "x.x.xx.x.x.x", KICK: "x.....x.....", CONGA_OPEN: "..x..x..x..x"},
           {COWBELL: "x.x.xx.x.x.x", KICK: "x..x..x..x..", CONGA_HIGH: "xooxooxooxoo", CONGA_LOW: ".....x.....x"})
CHACARERA = ({TOM_FLOOR: "..x..x", RIM: "x.xx.x", KICK: "x....."}, {TOM_FLOOR: "..X.X.", RIM: "x.x.x.", KICK: "x.....", HAT: "xxxxxx"},
             {TOM_LOW: "..X..X", RIM: "xxoxxo"})
WALTZ = ({KICK: "x.....", RIM: "..x.x.", HAT: "x.x.x."}, {KICK: "x.....", SNARE: "..x.x."}, {KICK: "x.....", SNARE: "....X.", HAT: "xoxoxo"},
         {KICK: "x.....", BELL: "..o.o.", TAMB: "..x.x."})
JAZZWALTZ = ({RIDE: "x..x.ox..", PEDAL: "...x....."}, {RIDE: "x..x.ox.o", KICK: "x........", PEDAL: "...x..x.."})
FIVE = ({KICK: "x.....x...", SNARE: "....x...x.", HAT: "x.x.x.x.x."}, {RIDE: "x.xxx.xxx.", KICK: "x.....x...", RIM: "...x....x."})
POLKA = ({KICK: "x...x...", SNARE: "..X...X."}, {KICK: "x...x...", SNARE: "..x...xo", HAT: "x.x.x.x."})
TANGO = ({KICK: "x..x..x.", SNARE: "......x."}, {KICK: "x...x...", RIM: "...x..x."})

TRIO: dict[str, tuple[int, ...]] = {"bass": (32, 32, 35), "comp": (0, 0, 26, 11), "lead": (65, 66, 56, 11, 73, 26, 0)}
G = Groove
GROOVES = (
    G("rock", 4, 4, (88, 176), ROCK, ("eighths", "root", "kick"), ("power", "strum", "pad", "quarters"), weight=3.0),
    G("pop", 4, 4, (84, 132), ROCK + MOTOWN, ("eighths", "root", "kick", "melodic"), ("strum", "pad", "quarters", "arpeggio"), weight=2.0),
    G("ballad", 4, 4, (54, 88), BALLAD, ("root", "long", "melodic"), ("pad", "arpeggio", "quarters"), weight=2.0),
    G("funk", 4, 4, (88, 122), FUNK, ("funk", "kick"), ("scratch", "stabs", "clav"), (0.5, 0.56), weight=2.5),
    G("soul", 4, 4, (68, 108), FUNK + MOTOWN, ("funk", "melodic", "kick"), ("stabs", "pad", "strum"), (0.5, 0.58), (5, 16), weight=1.5),
    G("hiphop", 4, 4, (74, 104), HIPHOP, ("kick", "long", "melodic"), ("pad", "stabs", "arpeggio"), (0.5, 0.62), weight=1.5, fills=False),
    G("trap", 4, 4, (126, 152), TRAP, ("long", "kick"), ("pad", "arpeggio"), human=(0, 2), weight=0.4, fills=False),
    G("house", 4, 4, (116, 134), HOUSE, ("offbeat", "eighths", "funk"), ("stabs", "pad", "offbeat"), human=(0, 2), weight=2.0),
    G("techno", 4, 4, (124, 150), TECHNO, ("offbeat", "sixteenths", "kick"), ("pad", "arpeggio", "stabs"), human=(0, 1), weight=1.2, fills=False),
    G("breakbeat", 4, 4, (100, 140), BREAKBEAT, ("kick", "funk", "long"), ("stabs", "pad"), weight=0.8),
    G("dnb", 4, 4, (160, 182), DNB, ("long", "kick", "melodic"), ("pad", "arpeggio"), human=(0, 4), weight=1.4),
    G("disco", 4, 4, (104, 130), DISCO, ("octaves", "funk"), ("scratch", "stabs", "strings"), weight=1.2),
    G("reggae", 4, 4, (64, 92), REGGAE, ("reggae", "melodic"), ("skank",), (0.5, 0.6), (4, 14), weight=2.0),
    G("reggaefast", 4, 4, (100, 122), REGGAE, ("reggae", "melodic"), ("skank",), (0.5, 0.6), (4, 14), weight=0.5),
    G("ska", 4, 4, (112, 176), SKA, ("walking", "eighths"), ("skank",), (0.5, 0.58), weight=0.8),
    G("bossa", 4, 2, (116, 168), BOSSA4, ("bossa",), ("bossa", "pad"), weight=1.4),
    G("bossaslow", 4, 4, (60, 84), BOSSA, ("bossa16",), ("bossa16", "pad"), weight=0.4),
    G("samba", 4, 4, (84, 120), SAMBA, ("bossa16", "root"), ("bossa16", "strum"), weight=0.8),
    G("salsa", 4, 4, (84, 116), SALSA, ("tumbao",), ("montuno",), weight=0.8),
    G("afrobeat", 4, 4, (92, 128), AFRO, ("funk", "melodic"), ("scratch", "clav", "stabs"), weight=0.7),
    G("dembow", 4, 4, (84, 104), DEMBOW, ("root", "long"), ("pad", "arpeggio"), human=(0, 3), weight=0.5, fills=False),
    G("motown", 4, 4, (96, 136), MOTOWN, ("melodic", "eighths"), ("stabs", "strum", "quarters"), weight=1.0),
    G("country", 4, 4, (84, 124), TRAIN, ("rootfifth", "walking"), ("boomchick", "strum"), weight=1.0),
    G("rockabilly", 4, 4, (92, 124), TRAIN + ROCK, ("walking", "rootfifth"), ("boomchick", "strum"), (0.5, 0.62), weight=0.8),
    G("punk", 4, 4, (138, 208), PUNK, ("eighths",), ("power",), (0.5, 0.5), (4, 14), weight=1.6),
    G("metal", 4, 4, (92, 168), METAL, ("kick", "sixteenths"), ("power",), weight=0.8),
    G("march", 4, 4, (88, 126), MARCH, ("rootfifth", "root"), ("boomchick", "quarters"), weight=0.8),
    G("secondline", 4, 4, (84, 116), SECONDLINE, ("rootfifth", "melodic"), ("boomchick", "stabs"), (0.5, 0.6), (5, 16), weight=1.0),
    G("swing", 4, 3, (108, 224), SWING, ("walking",), ("charleston", "pad"), human=(4, 14), weight=2.2, programs={"bass": (32,), "comp": (0, 26),
      "lead": (65, 66, 56, 11, 73)}),
    G("swingfast", 4, 3, (224, 300), SWING, ("walking",), ("charleston",), human=(4, 10), weight=0.9, programs={"bass": (32,), "comp": (0, 26),
      "lead": (65, 66, 56)}),
    G("shuffle", 4, 3, (84, 144), SHUFFLE, ("shuffle", "walking"), ("shuffle", "charleston", "pad"), human=(4, 14), weight=1.4),
    G("twelveeight", 4, 3, (48, 84), TWELVE, ("root", "twelve"), ("twelve", "pad", "arpeggio"), weight=1.2),
    G("sixeight", 2, 3, (44, 96), SIX, ("root", "twelve"), ("twelve", "pad", "arpeggio"), weight=1.8),
    G("afro68", 4, 3, (88, 132), SIXAFRO, ("twelve", "root"), ("twelve", "arpeggio"), weight=0.7),
    G("chacarera", 2, 3, (96, 132), CHACARERA, ("root", "twelve"), ("twelve", "strum"), weight=1.0),
    G("waltz", 3, 2, (84, 192), WALTZ, ("root", "rootfifth"), ("boomchick", "arpeggio", "pad"), weight=1.8),
    G("jazzwaltz", 3, 3, (110, 200), JAZZWALTZ, ("walking", "root"), ("charleston",), weight=0.6),
    G("five", 5, 2, (110, 176), FIVE, ("root", "eighths"), ("stabs", "pad", "arpeggio"), weight=0.6),
    G("polka", 4, 2, (104, 140), POLKA, ("rootfifth",), ("boomchick",), weight=0.5),
    G("tango", 4, 2, (108, 132), TANGO, ("rootfifth", "root"), ("quarters", "stabs"), weight=0.5),
    G("jazztime", 4, 2, (120, 240), SWING, ("walking",), ("talk", "charleston", "pad"), (0.54, 0.7), (4, 14), weight=1.0, programs=TRIO, maker="jazz",
      alone=0.3),
    G("jazzfast", 4, 2, (220, 310), SWING, ("walking",), ("talk", "charleston"), (0.5, 0.64), (4, 12), weight=1.6, programs=TRIO, maker="jazz",
      alone=0.35),
    G("jazzballad", 4, 3, (46, 84), SWING, ("walking", "long", "two"), ("pad", "talk", "quarters"), human=(6, 18), weight=0.8,
      programs=TRIO | {"kit": (40,)}, maker="brushes", fills=False),
    G("street", 4, 4, (80, 124), SECONDLINE, ("rootfifth", "melodic", "tumbao"), ("boomchick", "stabs", "offbeat"), (0.5, 0.62), (5, 18), weight=1.6,
      maker="street", alone=0.5),
    G("onedrop", 4, 4, (60, 96), REGGAE, ("reggae", "melodic", "riddim", "long"), ("skank", "bubble", "skankdouble"), (0.5, 0.64), (4, 14), weight=2.0,
      maker="one drop", alone=0.12),
    G("sixrock", 2, 3, (40, 100), SIX, ("root", "twelve", "two", "lilt"), ("twelve", "pad", "arpeggio", "lilt", "quarters"), weight=1.6,
      maker="six", alone=0.12),
    G("twelverock", 4, 3, (44, 92), TWELVE, ("root", "twelve", "two", "lilt", "walking"), ("twelve", "pad", "arpeggio", "lilt", "quarters", "shuffle"),
      weight=1.2, maker="six", alone=0.12),
    G("waltzes", 3, 2, (84, 208), WALTZ, ("root", "rootfifth", "walking", "melodic", "long"), ("boomchick", "boomchick", "arpeggio", "pad", "quarters", "talk"),
      (0.5, 0.66), (4, 14), weight=2.4, maker="three", alone=0.1),
    G("jig", 2, 3, (88, 140), JIG, ("two", "lilt", "root"), ("oompahpah", "lilt", "twelve"), human=(4, 14), weight=0.6, maker="six",
      programs={"lead": (40, 73, 21, 22, 110), "comp": (24, 25, 21, 46)}),
)
