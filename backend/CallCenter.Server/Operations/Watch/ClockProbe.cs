using System.Runtime.InteropServices;
using CallCenter.Ari;
using CallCenter.Contracts;

namespace CallCenter.Server.Operations.Watch;

/// <summary>
/// Whether the wall clock can be believed: it must not jump against the monotonic one, Asterisk's must be the same, and on a real site somebody (NTP) must keep it.
/// Deadlines, leases and the order of events hang on it.
/// </summary>
internal sealed class ClockProbe(CenterOptions options, AriClient ari, ITelephonyHealth telephony, TimeProvider time) : IProbe
{
    private static readonly TimeSpan Jump = TimeSpan.FromSeconds(2), Remembered = TimeSpan.FromMinutes(10);
    private long _stamp;
    private DateTimeOffset _wall;
    private TimeSpan _jumped;
    private long _jumpedAt;

    public string Matter => Contracts.Matter.Clock;

    /// <summary>Within the last minutes.</summary>
    public bool HasJumped => _jumped != TimeSpan.Zero && time.GetElapsedTime(_jumpedAt) < Remembered;

    public async ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        var (stamp, wall) = (time.GetTimestamp(), time.GetUtcNow());
        if (_stamp != 0 && (wall - _wall - time.GetElapsedTime(_stamp, stamp)) is var off && off.Duration() > Jump) (_jumped, _jumpedAt) = (off, stamp);
        (_stamp, _wall) = (stamp, wall);
        if (HasJumped) return new Reading(WatchLevel.Warning, "clock-jumped", ("seconds", Reading.Text(_jumped.TotalSeconds)));
        if (await ApartAsync(ct) is { } apart && apart.Duration() > Jump) return new Reading(WatchLevel.Critical, "clocks-apart", ("seconds", Reading.Text(apart.TotalSeconds)));
        return !options.Demo && !Kernel.IsSynchronised() ? new Reading(WatchLevel.Warning, "clock-free") : Reading.Ok;
    }

    /// <summary>Asterisk's clock against ours, in the middle between question and answer.</summary>
    private async Task<TimeSpan?> ApartAsync(CancellationToken ct)
    {
        if (!telephony.Connected) return null;
        try
        {
            var asked = time.GetUtcNow();
            var answer = await ari.Asterisk.PingAsync(ct);
            var answered = time.GetUtcNow();
            if (!DateTimeOffset.TryParse(answer.Timestamp, System.Globalization.CultureInfo.InvariantCulture, out var theirs)) return null;
            var apart = theirs - asked - ((answered - asked) / 2);
            WatchMetrics.ClockOffset.Set(Math.Round(apart.TotalSeconds, 3));
            return apart;
        }
        catch (AriException)
        {
            // Asterisk itself is another probe's matter.
            return null;
        }
    }
}

/// <summary>What the kernel knows of its clock: adjtimex(2), read only.</summary>
internal static partial class Kernel
{
    private const int Unsynchronised = 0x40, StatusAt = 40, Size = 208;

    public static bool IsSynchronised()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return true;
        Span<byte> timex = stackalloc byte[Size];
        timex.Clear();
        return Adjtimex(ref MemoryMarshal.GetReference(timex)) < 0 || (BitConverter.ToInt32(timex[StatusAt..]) & Unsynchronised) == 0;
    }

    [DllImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    private static extern int Adjtimex(ref byte timex);
}
