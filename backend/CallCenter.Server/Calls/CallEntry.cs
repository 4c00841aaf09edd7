using System.Collections.Immutable;
using CallCenter.Contracts;
using Explanation = CallCenter.Contracts.Explanation;

namespace CallCenter.Server.Calls;

/// <summary>What the console shows of a call that is in somebody's hands; immutable, replaced on every change.</summary>
internal sealed record CallEntry(string CallId, string Queue, string DialledNumber, DateTimeOffset ArrivedAt)
{
    /// <summary>The whole number, E.164 where it is one, else as the carrier sent it. Never shown unmasked without audit.</summary>
    public string? Number { get; init; }

    /// <summary>As <see cref="Residents.CallerNumbers.Dialable"/> has the number; empty: withheld.</summary>
    public string Caller { get; init; } = "";

    /// <summary>The caller's number is an alarm's.</summary>
    public AlarmNumberSetting? Registered { get; init; }

    public IReadOnlyList<ResidentCard> People { get; init; } = [];
    public IReadOnlyList<EnterpriseCard> Enterprises { get; init; } = [];

    /// <summary>The look-up has not answered yet.</summary>
    public bool RecordPending { get; init; } = true;

    public Guid? ChosenResident { get; init; }
    public Guid? ChosenEnterprise { get; init; }
    public CallStage Stage { get; init; } = CallStage.Offered;

    /// <summary>Who talks, or talked last.</summary>
    public string? Agent { get; init; }

    /// <summary>Of the talk: what the phone in it was rung for.</summary>
    public string OfferId { get; init; } = "";

    /// <summary>Who is asked at present.</summary>
    public ImmutableDictionary<string, OfferOnScreen> Offers { get; init; } = ImmutableDictionary<string, OfferOnScreen>.Empty;

    public DateTimeOffset? AnsweredAt { get; init; }
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>Why it came to <see cref="Agent"/>.</summary>
    public Explanation Why { get; init; } = Explanation.None;
    public WorkOrderDraft? Draft { get; init; }

    /// <summary>Of a callback: the agent is there, and the person is being called.</summary>
    public bool Calling { get; init; }

    /// <summary>Wrap-up was extended once; not again.</summary>
    public bool Extended { get; init; }

    public bool IsWith(string agent) => Agent == agent || Offers.ContainsKey(agent);

    /// <summary>Whose pages show it.</summary>
    public IEnumerable<string> Agents => Agent is null ? Offers.Keys : Offers.Keys.Append(Agent).Distinct();

    /// <summary>One person known, or one chosen.</summary>
    public Guid? Resident => ChosenResident ?? (People is [var only] ? only.Id : null);
}

/// <summary>An offer as one agent sees it.</summary>
internal sealed record OfferOnScreen(string OfferId, Explanation Why);
