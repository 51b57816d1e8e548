// music: generated from model/music.py GPU by `python -m visualizer.render.generate`; do not edit.
layout(std140) uniform Music {
    vec4 music_level;
    vec4 music_band;
    vec4 music_band_hit;
    vec4 music_band_presence;
    vec4 music_band_clock;
    vec4 music_pitch;
    vec4 music_coherence;
    vec4 music_space;
    vec4 music_onset[8];
    vec4 music_chroma[3];
    vec4 music_note[8];
    vec4 music_key;
    vec4 music_classes;
    vec4 music_class_strength;
    vec4 music_mel[16];
    vec4 music_wave[256];
};
