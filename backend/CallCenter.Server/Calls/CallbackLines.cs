using System.Collections.Concurrent;
using CallCenter.Ari;
using CallCenter.Ari.Events;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Calls;

/// <summary>
/// Opens the line of a callback. Its near half is the call, which a conversation takes up like any other; its far half waits until an agent is there, or, after an
/// alarm, dials at once and the call begins when somebody has picked up.
/// </summary>
internal sealed class CallbackLines(
    AriClient ari, RoutingLoop routing, SiteSettings settings, CallerNumbers numbers, Seats seats, CenterOptions options, IDbContextFactory<CenterDb> databases, TimeProvider time, ILogger<CallbackLines> logger)
{
    private const int MostContacts = 5;

    /// <summary>Where the number that was dialled is not there any more: what a new one begins with.</summary>
    private const int LifeLease = 6, Lease = 28;

    /// <summary>What the telephone network speaks; without it the halves would speak 192 kHz to each other.</summary>
    private const string TrunkFormat = "alaw";
    private static readonly TimeSpan Opens = TimeSpan.FromSeconds(10), Rings = TimeSpan.FromSeconds(60), LookUp = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(5);

    /// <summary>Lines that are being opened, with the offers made meanwhile.</summary>
    private readonly ConcurrentDictionary<string, Opening> _opening = new();

    /// <summary>The number to call somebody back at; empty when what the carrier sent cannot be dialled.</summary>
    public string Dialable(string raw) => numbers.Dialable(raw);

    /// <summary>An agent is to be rung for a callback that has no line yet.</summary>
    public void Offered(Offer offer, RoutedCall task)
    {
        if (_opening.TryGetValue(task.Call, out var known))
        {
            known.Offers.Enqueue(offer);
            return;
        }
        if (!MayBeCalled(task))
        {
            routing.Post(task.Callback is { Messages.IsEmpty: false } ? new CallbackFailed(task.Call, CallbackFailed.NotAllowed, Counts: false) : new CallbackSettled(task.Call, "system", CallbackFailed.NotAllowed));
            return;
        }
        var opening = Begin(task.Call);
        opening.Offers.Enqueue(offer);
        _ = OpenAsync(task, opening);
    }

    /// <summary>An alarm is called back by the centre itself.</summary>
    public void Dial(DialBack dial, RoutedCall task)
    {
        if (dial.Step is CallbackStep.Contacts or CallbackStep.Duty || MayBeCalled(task))
        {
            _ = DialAsync(dial, task);
        }
        else
        {
            // Somebody has to know all the same: the contacts, and whoever is on duty.
            routing.Post(new CallbackFailed(task.Call, "not-allowed"));
        }
    }

    /// <summary>A Server that has just started finds the centre dialling for an alarm: what comes of it is heard as before.</summary>
    public void Found(string call) => _ = ReportAsync(call, Begin(call));

    /// <summary>The line is up: its conversation takes the offers made meanwhile.</summary>
    public IReadOnlyList<Offer> Opened(string call)
    {
        if (!_opening.TryRemove(call, out var opening))
        {
            return [];
        }
        opening.Ended.TrySetResult(null);
        return [.. opening.Offers];
    }

    /// <summary>The end of a line that never came up. Only enqueues.</summary>
    public void Saw(AriEvent happened)
    {
        if (happened is ChannelDestroyed e && _opening.TryRemove(e.Channel.Id, out var opening))
        {
            opening.Ended.TrySetResult(e.Cause);
        }
    }

    /// <summary>The matter is closed: a line that is still being dialled is not needed.</summary>
    public void Close(string call)
    {
        if (_opening.ContainsKey(call))
        {
            _ = CallHost.UnlessGoneAsync(ari.Channels.HangupAsync(call));
        }
    }

    /// <summary>
    /// Numbers that ask to be called back are not ours to choose, and some cost money: what agents may not dial is not dialled for them either. Where nobody has said
    /// anything of a class, the numbers of residents may be called.
    /// </summary>
    private bool MayBeCalled(RoutedCall task)
    {
        var destination = OutboundRights.ClassOf(task.Caller, options.AreaCode, number => seats.ByEndpoint(number) is not null);
        var rule = settings.Current.Outbound.GetValueOrDefault($"{Role.Agent}:{destination}");
        if (rule?.Allowed ?? destination is DestinationClass.Local or DestinationClass.Mobile or DestinationClass.National)
        {
            return true;
        }
        CallsLog.CallbackNotAllowed(logger, task.Call, destination);
        return false;
    }

    private Opening Begin(string call)
    {
        var opening = new Opening();
        _opening.AddOrUpdate(call, opening, (_, before) =>
        {
            // What is still waited for there is this attempt's to tell now.
            before.Ended.TrySetResult(null);
            return opening;
        });
        return opening;
    }

    private async Task ReportAsync(string call, Opening opening)
    {
        if (await OutcomeAsync(call, opening, Rings) is { } cause)
        {
            routing.Post(new CallbackFailed(call, Causes.CallbackReason(cause)));
        }
    }

    private async Task OpenAsync(RoutedCall task, Opening opening)
    {
        if (!await OriginateAsync(task, task.Caller, agentFirst: true) || await OutcomeAsync(task.Call, opening, Opens) is not null)
        {
            routing.Post(new CallbackFailed(task.Call, "failed", Counts: false));
        }
    }

    private async Task DialAsync(DialBack dial, RoutedCall task)
    {
        var reason = "unreachable";
        foreach (var number in await NumbersAsync(dial.Step, task))
        {
            var opening = Begin(task.Call);
            if (!await OriginateAsync(task, number, agentFirst: false))
            {
                // Asterisk is away or has just come: four attempts in a moment would be none.
                await Task.Delay(Patience, time);
                continue;
            }
            if (await OutcomeAsync(task.Call, opening, Rings) is not { } cause)
            {
                return;
            }
            reason = Causes.CallbackReason(cause);
            if (!routing.State.Calls.ContainsKey(task.Call))
            {
                return;
            }
        }
        routing.Post(new CallbackFailed(task.Call, reason));
    }

    private async Task<IReadOnlyList<string>> NumbersAsync(CallbackStep step, RoutedCall task)
    {
        switch (step)
        {
            case CallbackStep.Contacts:
                return await ContactsAsync(task.Caller);
            case CallbackStep.Duty:
                return settings.Current.DutyNumber(time.GetUtcNow()) is { Length: > 0 } duty ? [duty] : [];
            default:
                return [task.Caller];
        }
    }

    private async Task<IReadOnlyList<string>> ContactsAsync(string number)
    {
        try
        {
            using var limit = new CancellationTokenSource(LookUp, time);
            await using var db = await databases.CreateDbContextAsync(limit.Token);
            var inOrder = await db.Contacts.Where(c => db.ResidentNumbers.Any(n => n.Number == number && n.ResidentId == c.ResidentId))
                .OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => c.Number).ToListAsync(limit.Token);
            return [.. inOrder.Distinct().Take(MostContacts)];
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is OperationCanceledException)
        {
            // Whoever is on duty comes next.
            CallsLog.NoContacts(logger, fault);
            return [];
        }
    }

    private async Task<bool> OriginateAsync(RoutedCall task, string number, bool agentFirst)
    {
        var site = settings.Current;
        var life = site.Queue(task.Queue).Priority == QueueSettings.Life;
        var lease = site.Numbers.FirstOrDefault(n => n.Number == task.Number)?.LeaseSeconds ?? Lease;
        // An alarm may have dialled any of our numbers.
        if (life) lease = Math.Min(lease, LifeLease);
        var variables = new Dictionary<string, string>
        {
            ["CC_ROLE"] = "caller",
            ["CC_CALL"] = task.Call,
            ["CC_NUMBER"] = task.Number,
            ["CC_QUEUE"] = task.Queue,
            ["CC_STAGE"] = Stage.Callback,
            ["CC_SINCE"] = $"{task.ArrivedAt.ToUnixTimeMilliseconds()}",
            ["CC_LEASE"] = $"{lease}",
            ["CC_LIFE"] = life ? "1" : "",
            ["CC_FIRST"] = agentFirst ? "agent" : "",
        };
        try
        {
            await ari.Channels.OriginateAsync($"Local/{OutboundRights.AsDialled(number)}@callback-far/n", context: "callback-near", extension: "s", priority: 1, callerId: task.Caller,
                timeout: (int)Rings.TotalSeconds, variables: variables, channelId: task.Call, otherChannelId: $"{task.Call}-far", formats: TrunkFormat);
            return true;
        }
        catch (AriException fault)
        {
            CallsLog.CallbackNotOpened(logger, fault, task.Call);
            _opening.TryRemove(task.Call, out _);
            return false;
        }
    }

    /// <returns>The cause with which it ended before it came up; null: there is nothing to tell, it is up or another attempt has taken its place.</returns>
    private async Task<int?> OutcomeAsync(string call, Opening opening, TimeSpan limit)
    {
        try
        {
            return await opening.Ended.Task.WaitAsync(limit + Opens, time);
        }
        catch (TimeoutException)
        {
            // Neither up nor down: the link to Asterisk is down, or its end was told while it was.
            if (!_opening.TryRemove(new(call, opening)))
            {
                return null;
            }
            _ = CallHost.UnlessGoneAsync(ari.Channels.HangupAsync(call));
            return 0;
        }
    }

    private sealed class Opening
    {
        public ConcurrentQueue<Offer> Offers { get; } = new();

        /// <summary>Null: up, or not this attempt's any more. Else the cause of its end.</summary>
        public TaskCompletionSource<int?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
