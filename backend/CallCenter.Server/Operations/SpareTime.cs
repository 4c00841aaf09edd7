using CliWrap;

namespace CallCenter.Server.Operations;

/// <summary>
/// Programs whose work can wait: they have what calls leave of the processors. Linux shares processors between sessions first, so they run in one of their own that weighs least
/// (where the kernel does so: autogroup), and in it as idle, which every other thread that wakes interrupts at once. The kernel may refuse a change of weight that follows another within 0.1 s;
/// where it refuses all of this, the work is done with less priority all the same.
/// </summary>
internal static class SpareTime
{
    private const string Script = """chrt --idle --pid 0 $$ >/dev/null 2>&1 || renice -n 15 -p $$ >/dev/null 2>&1; for again in 1 2 3; do { echo 19 >/proc/self/autogroup; } 2>/dev/null && break; [ -e /proc/self/autogroup ] || break; sleep 0.1; done; exec "$@" """;

    public static Command Wrap(string program, params IEnumerable<string> arguments) => Cli.Wrap("setsid").WithArguments(["sh", "-c", Script, program, program, .. arguments]);
}
