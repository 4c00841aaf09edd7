/* PJSIP opens a DNS client's sockets on every address, and no setting prevents it. Nothing of ours is on a wildcard
   address, so such a bind does nothing here: the kernel binds the socket if a name is ever looked up. (Refusing it
   would make PJSIP close descriptors that are not its own.) Preloaded into Asterisk only. */
struct address { unsigned short family; unsigned short port; unsigned char rest[24]; };
extern void *dlsym(void *, const char *);
extern int getsockopt(int, int, int, void *, unsigned *);

int bind(int socket, const struct address *a, unsigned length) {
  static int (*next)(int, const struct address *, unsigned);
  int type = 0, i, any, from = a->family == 10 ? 4 : 0, to = a->family == 10 ? 20 : 4;
  unsigned size = sizeof type;
  if (!next) next = (int (*)(int, const struct address *, unsigned))dlsym((void *)-1L, "bind");
  any = (a->family == 2 || a->family == 10) && !a->port && !getsockopt(socket, 1, 3, &type, &size) && type == 2;
  for (i = from; any && i < to; i++) any = !a->rest[i];
  return any ? 0 : next(socket, a, length);
}
