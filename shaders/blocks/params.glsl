// parameters: generated from the schema; do not edit.
#define p_stage_key_color vec3(show_params[0].x, show_params[0].y, show_params[0].z)
#define p_stage_key_cool vec3(show_params[0].w, show_params[1].x, show_params[1].y)
#define p_stage_key_width show_params[1].z
#define p_stage_key_window show_params[1].w
#define p_stage_haze_density show_params[2].x
#define p_stage_haze_shafts show_params[2].y
#define p_stage_haze_glow show_params[2].z
#define p_stage_haze_aurora show_params[2].w
#define p_stage_crystals_ice vec3(show_params[3].x, show_params[3].y, show_params[3].z)
#define p_stage_crystals_ember vec3(show_params[3].w, show_params[4].x, show_params[4].y)
#define p_stage_crystals_answer show_params[4].z
#define p_stage_crystals_hue show_params[4].w
#define p_stage_crystals_clarity show_params[5].x
#define p_stage_floor_gloss show_params[5].y
#define p_stage_floor_rings show_params[5].z
#define p_stage_crowd_rim show_params[5].w
#define p_stage_crowd_heart show_params[6].x
#define p_stage_crowd_low vec3(show_params[6].y, show_params[6].z, show_params[6].w)
#define p_stage_crowd_high vec3(show_params[7].x, show_params[7].y, show_params[7].z)
#define p_stage_crowd_threads show_params[7].w
#define p_stage_dust_size show_params[8].x
#define p_stage_dust_speed show_params[8].y
#define p_stage_dust_sparks show_params[8].z
#define p_stage_curtain_velvet vec3(show_params[8].w, show_params[9].x, show_params[9].y)
#define p_stage_curtain_sheen show_params[9].z
#define p_stage_grade_bloom show_params[9].w
#define p_stage_grade_streak show_params[10].x
#define p_stage_grade_vignette show_params[10].y
#define p_stage_grade_grain show_params[10].z
#define p_stage_grade_split show_params[10].w
#define p_stage_grade_contrast show_params[11].x
#define p_stage_grade_saturation show_params[11].y
#define p_stage_grade_paper show_params[11].z
