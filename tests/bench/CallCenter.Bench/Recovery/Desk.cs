using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>An agent with a desk phone: one line, answers after a while, talks, often holds, hangs up or is hung up, now and then falls dead.</summary>
/// <param name="rescues">Looks at the screen in a talk, and clicks when an alarm asks.</param>
internal sealed class Desk(Crowd crowd, TownPhone phone, AgentClient agent, Random random, bool rescues)
{
    public const int ToneHz = 880;
    private static readonly TimeSpan Join = TimeSpan.FromSeconds(45), Screen = TimeSpan.FromSeconds(1);
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

    /// <summary>The alarm this agent is asked for in the talk; null: none, or the screen says nothing.</summary>
    public async Task<string?> AskedForAsync()
    {
        try
        {
            return rescues ? (await agent.SnapshotAsync().WaitAsync(Screen)).Alarm?.CallId : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Whether it got through nobody knows when the Server is away.</summary>
    public async Task ClickAsync(string alarm)
    {
        try
        {
            await agent.PostAsync($"/api/calls/{alarm}/answer");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            crowd.Verdict.Say($"{Phone}: the click for {alarm} got no answer: {e.Message}");
        }
    }

    /// <summary>The screen says that this alarm does not ask any more.</summary>
    public async Task<bool> HasGoneAsync(string alarm)
    {
        try
        {
            return (await agent.SnapshotAsync().WaitAsync(Screen)).Alarm?.CallId != alarm;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or TimeoutException)
        {
            return false;
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
            if (crowd.Find(ring.CallerNumber) is { IsUp: true, State: CallerState.Waiting } caller && await Crowd.HearEachOtherAsync(caller.Call!, ring, TimeSpan.FromSeconds(3), caller.Hz))
            {
                for (Caller? with = caller; with is not null; with = await new Pair(crowd, with, with.Call!, this, ring, random).TalkAsync(ct))
                {
                }
                return;
            }
            await crowd.PauseAsync(0.2, ct);
        }
    }
}
