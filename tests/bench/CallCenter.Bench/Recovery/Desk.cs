using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>An agent with a desk phone: one line, answers after a while, talks, often holds, hangs up or is hung up, now and then falls dead.</summary>
internal sealed class Desk(Crowd crowd, TownPhone phone, AgentClient agent, Random random)
{
    public const int ToneHz = 880;
    private static readonly TimeSpan Join = TimeSpan.FromSeconds(45);
    private TownCall? _leg;

    public AgentClient Agent => agent;

    public string Phone => phone.Number;

    public bool IsRinging { get; private set; }

    public bool IsFree => _leg is null;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var ring = await phone.RingsAsync(TimeSpan.FromSeconds(5));
                _ = ServeAsync(ring, ct);
            }
            catch (TimeoutException)
            {
                // A quiet time.
            }
        }
    }

    private async Task ServeAsync(TownCall ring, CancellationToken ct)
    {
        if (Interlocked.CompareExchange(ref _leg, ring, null) is not null)
        {
            await Crowd.HangUpAsync(ring, "busy");
            return;
        }
        try
        {
            IsRinging = true;
            var stillRinging = await crowd.StaysAsync(ring, 2.5 + 6 * random.NextDouble(), ct);
            IsRinging = false;
            if (!stillRinging)
            {
                return;
            }
            if (random.NextDouble() < 0.03)
            {
                await Crowd.HangUpAsync(ring, "busy");
                return;
            }
            await ring.AnswerAsync(ToneHz);
            await JoinedAsync(ring, ct);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or TaskCanceledException)
        {
            // It stopped ringing as we picked up; or the town's own exchange is out of breath, and we put a caller down who is then lost.
            IsRinging = false;
            crowd.Verdict.Say($"{Phone} put {ring.CallerNumber} down: {e.Message}");
        }
        finally
        {
            await Crowd.HangUpAsync(ring);
            crowd.Forget(ring);
            Volatile.Write(ref _leg, null);
        }
    }

    private async Task JoinedAsync(TownCall ring, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!ct.IsCancellationRequested && !ring.IsOver && TimeProvider.System.GetElapsedTime(since) < Join)
        {
            if (crowd.Find(ring.CallerNumber) is { IsUp: true, State: CallerState.Waiting } caller && await Crowd.HearEachOtherAsync(caller.Call!, ring, TimeSpan.FromSeconds(3)))
            {
                await new Pair(crowd, caller, caller.Call!, this, ring, random).TalkAsync(ct);
                return;
            }
            await crowd.PauseAsync(0.2, ct);
        }
    }
}
