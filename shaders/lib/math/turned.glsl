// turned: v rotated by the unit quaternion q. turned_back: the way back.
vec3 turned(vec3 v, vec4 q) { return v + 2.0 * cross(q.xyz, cross(q.xyz, v) + q.w * v); }
vec3 turned_back(vec3 v, vec4 q) { return turned(v, vec4(-q.xyz, q.w)); }
