"""The desk: a web page on loopback, served from inside the hands child.

What joins it to the rest is three functions, given to `DeskServer(state, send, preview, lan=..., token=..., port=...)` in `server.py`
(`.start()` serves in a thread of its own and returns, `.stop()` ends it):

`state() -> dict`: JSON-ready, made new at every call, cheap (ask at 10 to 30 Hz). Keys:
    t, tick, running (False while no stage answers), paused, black, frozen, held, master (0..1), sensitivity_db, trim_ms
    act, act_before, reason, act_age (s), sure (0..1), shot, steady (bool: the shot stays)   names in lower case, as "last note"
    coherence, order (0..1), heart (phase 0..1, 0 = lub), heart_bpm
    bpm, confidence (0..1), beat, bar (phases 0..1), beats_per_bar, authority (-1 auto, else 0..3),
    source ("audio", "midi", "link", "tap")
    level [fast, slow, long, peak], band, hit, presence [bass, mid, midhigh, high], mel [64], signal (bool), applause
    look (name), stray (0..1), looks [{name, help, favourite, swatch [3 x [r, g, b] linear]}], cue (number of the last one taken, -1 none),
    cue_list (name), cue_lists [names], cues [{name, blend, hold, act?, look?, after? s, on? act}], card (bool: the test card is shown)
    params {key: number, or [r, g, b] linear}      the live values as they are drawn
    changed [keys a hand has moved away from the look]
    parts of coherence {pulse, bands, tonal}, lufs, clipping (bool), inputs [{name, label}], frame_ms, tier,
    guard (0..1: what the flash guard kept of the last picture within a second)
    input (name), fps, counters {word: count}, ear {alive, restarts, reason}
    midi {ports: [names], map (file), bindings: [{address, port, channel, kind, number}], learning (address or ""), last (text)}
    osc {port, out, packets, malformed}, link {enabled, peers}, log [lines, newest last]
    declared {params: [{key, group, name, help, unit, kind: "number"|"whole"|"colour"|"switch", low, high, default, scale: "lin"|"log"}],
              acts: [names in order], keys: [{name, help, group}], targets {address: help}, version}      never changes while running: send it once

`send(command, target, value)`: a `visualizer.model.control.Command`, safe from any thread, returns at once, never raises for a wrong target (it is counted).
    PARAM, "stage.haze.density", 1.2 · PARAM, "stage.key.color", [r, g, b] · RESET, key or "", 0 · LOOK, name, blend s (negative: beats) · LOOK_STEP, "", +-1
    RANDOM, "", 0..1 · SAVE_LOOK, name, 0 · FAVOURITE, name, -1 · CUE, "", number, -1 the next or -2 the one before ·
    CUES, name or "", 0 · CUE_MOVE, "up" or "down", number · CUE_ADD, name or "", 0 · CUE_REMOVE, "", number
    BLACK / CARD / FREEZE / ACT_HOLD / SHOT_HOLD / PAUSE, "", -1 toggles, 0, 1 · SAFE, "", 0
    ACT_SET, act name or "", number · ACT_NEXT, ACT_AUTO, SHOT_NEXT, TAP, DOWNBEAT, TEMPO_RELEASE, "", 0 · NUDGE, "", s · BPM, "", number · AUTHORITY, "", -1..3
    MASTER, "", 0..1 · SENSITIVITY, "" sets or "+" adds, dB · TRIM, "" sets or "+" adds, ms · LEARN, address or "", 0 · UNLEARN, address, 0 · INPUT, text, 0
    An address is a parameter's key, or "command:target", as "black", "act:note", "look:candle", "tap".

`preview() -> bytes | None`: the picture as JPEG, at most 320x180; None while there is none. Asking is what makes the stage send it.
"""
