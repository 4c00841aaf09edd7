using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using CallCenter.Bench.Recovery;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Operations;

/// <summary>A work order the Server said it has: what was said so may never be lost.</summary>
/// <param name="At">When the answer came.</param>
internal sealed record Acknowledged(string Order, string Call, DateTimeOffset At);

/// <summary>One agent who takes call after call, a few seconds each, and hands in a work order for every one, as often as it takes until the Server has it.</summary>
internal sealed class Newcomers : IAsyncDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90), Talk = TimeSpan.FromSeconds(1.5);
    private readonly CancellationTokenSource _stop = new();
    private readonly Town _town;
    private readonly TownPhone _phone;
    private readonly AgentClient _agent;
    private readonly Task _living;

    private Newcomers(Town town, TownPhone phone, AgentClient agent)
    {
        (_town, _phone, _agent) = (town, phone, agent);
        _living = LiveAsync();
    }

    public ConcurrentQueue<Acknowledged> Orders { get; } = new();

    /// <summary>Callers who did not get through, and forms that were refused.</summary>
    public ConcurrentQueue<string> Lost { get; } = new();

    /// <param name="n">Which agent, after those who talk already.</param>
    public static async Task<Newcomers> StartAsync(Center center, Town town, int n)
    {
        var phone = await town.RegisterAsync(Crowd.PhoneNumber(n));
        var agent = await center.SignInAsync($"agent{n + 1:00}", phone.Number);
        await agent.ReadyAsync();
        return new Newcomers(town, phone, agent);
    }

    /// <summary>Until so many more orders are in.</summary>
    public Task HandedInAsync(int more)
    {
        var goal = Orders.Count + more;
        return Eventually.TrueAsync(() => Orders.Count >= goal || !Lost.IsEmpty, TimeSpan.FromMinutes(5), $"{more} more orders are handed in");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _living;
        _agent.Dispose();
        _stop.Dispose();
    }

    private async Task LiveAsync()
    {
        for (var n = 1; !_stop.IsCancellationRequested; n++)
        {
            try
            {
                await TakeAsync(n);
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException or HttpRequestException or TaskCanceledException)
            {
                Lost.Enqueue($"newcomer {n}: {e.Message}");
            }
        }
    }

    private async Task TakeAsync(int n)
    {
        var caller = await _town.CallAsync("136" + n.ToString("00000000", CultureInfo.InvariantCulture), "12345", Caller.ToneHz);
        var ring = await _phone.RingsAsync(Within);
        await ring.AnswerAsync(Desk.ToneHz);
        if (!await Crowd.HearEachOtherAsync(caller, ring, Within)) throw new InvalidOperationException("the two do not hear each other");
        var call = "";
        await Eventually.TrueAsync(async () => (call = await CallInHandAsync()).Length > 0, Within, "the agent's call is known");
        await Task.Delay(Talk);
        await ring.HangUpAsync();
        await caller.EndedAsync(Within);
        await Eventually.TrueAsync(() => FinishedAsync(call, n), Within, $"the order of {call} is handed in");
        await Eventually.TrueAsync(ReadyAsync, Within, "the agent is ready again");
    }

    private async Task<string> CallInHandAsync()
    {
        try
        {
            return (await _agent.SnapshotAsync()).Call?.CallId ?? "";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return "";
        }
    }

    private async Task<bool> FinishedAsync(string call, int n)
    {
        try
        {
            using var answer = await _agent.Http.PostAsJsonAsync($"/api/calls/{call}/finish",
                new FinishCall(new WorkOrderDraft(1, $"第{n}位来电", "repair", "ordinary", null, false, null, null), NoOrder: false));
            if (!answer.IsSuccessStatusCode || (await answer.Content.ReadFromJsonAsync<FinishedCall>())?.Number is not { } order) return false;
            Orders.Enqueue(new Acknowledged(order, call, TimeProvider.System.GetUtcNow()));
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The Server is being exchanged: the page would try again too.
            return false;
        }
    }

    private async Task<bool> ReadyAsync()
    {
        try
        {
            return (await _agent.SnapshotAsync()).State == AgentState.Ready;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
