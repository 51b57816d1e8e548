// mean: would a region's mean light break its count? Bit k of the answer: at share k of MEAN_KEEP of the last picture. A turn counts where enough of the region's cells took part.
#include "lib/guard/cell.glsl"
const float MEAN_LIGHT = 0.085;   // less than a cell's: the windows of a judge lie between ours
const float MEAN_KEEP[5] = float[5](0.0, CELL_KEEP.x, CELL_KEEP.y, CELL_KEEP.z, CELL_KEEP.w);
int mean_judge(uvec4 s, float asked, float shown, bool counts) {
    int bits = 0;
    if (counts && ages_counted(s.yz, CELL_TURNS - 1u))
        for (int k = 0; k < 5; k++) bits |= swing_turn(s, mix(asked, shown, MEAN_KEEP[k]), MEAN_LIGHT, CELL_DARK) != 0u ? 1 << k : 0;
    return bits;
}
