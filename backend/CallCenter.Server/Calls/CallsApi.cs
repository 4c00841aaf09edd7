using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Audit;
using CallCenter.Server.Enterprises;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using CallCenter.Server.WorkOrders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Calls;

/// <summary>What an agent does with the call in hand. Only the agent of the call may; everything else answers 404.</summary>
internal static class CallsApi
{
    private const int MaxExtension = 300;

    public static IEndpointRouteBuilder MapCalls(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/calls/{id}").RequireAuthorization(Policy.Agent).WithTags("Calls");
        api.MapPost("/answer", (string id, HttpContext http, Hand hand) => hand.Wish(http, id, agent => new AnswerWish(agent)));
        api.MapPost("/hangup", (string id, HttpContext http, Hand hand) => hand.Wish(http, id, agent => new HangUpWish(agent)));
        api.MapPost("/hold", (string id, HttpContext http, Hand hand) => hand.Wish(http, id, agent => new HoldWish(agent, true)));
        api.MapPost("/resume", (string id, HttpContext http, Hand hand) => hand.Wish(http, id, agent => new HoldWish(agent, false)));
        api.MapPost("/mute", (string id, HttpContext http, Hand hand) => hand.Wish(http, id, agent => new MuteWish(agent, true)));
        api.MapPost("/unmute", (string id, HttpContext http, Hand hand) => hand.Wish(http, id, agent => new MuteWish(agent, false)));
        api.MapPost("/keypad", PressKeys);
        api.MapPost("/reveal-number", RevealNumber);
        api.MapPost("/resident", ChooseAsync);
        api.MapPost("/enterprise", ChooseEnterpriseAsync);
        api.MapPost("/extend-wrapup", ExtendWrapUpAsync);
        api.MapPost("/confirm-alarm", ConfirmAlarmAsync).WithSummary("An alarm known by its caller's number alone is a real one");
        api.MapPost("/false-alarm", CallOffAsync).WithSummary("It is none: an ordinary talk of the number that was dialled");
        api.MapPost("/spare", SpareAsync).WithSummary("No alarm interrupts this talk, or one may again");
        return app;
    }

    private static Results<NoContent, ProblemHttpResult> PressKeys(string id, Keypad keypad, HttpContext http, Hand hand) =>
        keypad.Digits is { Length: > 0 and <= 32 } digits && digits.All(d => "0123456789*#".Contains(d))
            ? hand.Wish(http, id, agent => new KeypadWish(agent, digits))
            : Problems.Of(ProblemCode.Invalid, 400, "Digits are 0-9, * and #, at most 32.");

    private static Results<Ok<RevealedNumber>, ProblemHttpResult> RevealNumber(string id, StatedPurpose purpose, HttpContext http, Hand hand, IAudit audit)
    {
        if (purpose.Fault(http, hand, call => call.CallId == id) is { } fault)
        {
            return fault;
        }
        if (hand.EntryOf(http, id) is not { Number: { Length: > 0 } number })
        {
            return Problems.Of(ProblemCode.NotFound, 404, "This call is not in your hands, or has no number.");
        }
        _ = audit.Record(http.UserName(), AuditAction.NumberRevealed, $"call:{id}", id, purpose: purpose.Text);
        return TypedResults.Ok(new RevealedNumber(number));
    }

    /// <summary>One of those under the number, or anybody found or registered meanwhile.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> ChooseAsync(
        string id, ChooseResident choice, HttpContext http, Hand hand, CallBook book, IAudit audit, IDbContextFactory<CenterDb> databases, ResidentCards cards, DraftStore drafts,
        CancellationToken ct)
    {
        if (hand.EntryOf(http, id) is not { } entry)
        {
            return Problems.Of(ProblemCode.NotFound, 404, "This call is not in your hands.");
        }
        var people = entry.People;
        await using var db = await databases.CreateDbContextAsync(ct);
        if (people.All(p => p.Id != choice.ResidentId))
        {
            if (await cards.ByIdAsync(db, choice.ResidentId, ct) is not { } card)
            {
                return Problems.NotFound();
            }
            people = [.. people, card];
        }
        await audit.Record(http.UserName(), AuditAction.ResidentOpened, $"resident:{choice.ResidentId}", id);
        await drafts.ChooseResidentAsync(db, id, http.UserName(), choice.ResidentId, ct);
        book.Change(id, e => e with { People = people, ChosenResident = choice.ResidentId, ChosenEnterprise = null });
        return TypedResults.NoContent();
    }

    /// <summary>One of those under the number, or any found or registered meanwhile. The journal has the choice, so the history names it even when the database is away now.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> ChooseEnterpriseAsync(
        string id, ChooseEnterprise choice, HttpContext http, Hand hand, CallBook book, IAudit audit, IDbContextFactory<CenterDb> databases, EnterpriseCards cards, RoutingLoop routing, CancellationToken ct)
    {
        if (hand.EntryOf(http, id) is not { } entry)
        {
            return Problems.Of(ProblemCode.NotFound, 404, "This call is not in your hands.");
        }
        var enterprises = entry.Enterprises;
        if (enterprises.All(e => e.Id != choice.EnterpriseId))
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            if (await cards.ByIdAsync(db, choice.EnterpriseId, ct) is not { } card)
            {
                return Problems.NotFound();
            }
            enterprises = [.. enterprises, card];
        }
        await audit.Record(http.UserName(), AuditAction.EnterpriseOpened, $"enterprise:{choice.EnterpriseId}", id);
        routing.Post(new EnterpriseChosen(id, choice.EnterpriseId));
        book.Change(id, e => e with { Enterprises = enterprises, ChosenEnterprise = choice.EnterpriseId });
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ConfirmAlarmAsync(string id, HttpContext http, Hand hand, RoutingLoop routing, IAudit audit, CancellationToken ct)
    {
        if (hand.EntryOf(http, id) is null)
        {
            return Problems.Of(ProblemCode.NotFound, 404, "This call is not in your hands.");
        }
        if ((await routing.AskAsync(new AlarmConfirmed(id, http.UserName()), ct)).OfType<Refused>().Any())
        {
            return Problems.Of(ProblemCode.WrongState, 409, "This call is no alarm that waits to be confirmed.");
        }
        _ = audit.Record(http.UserName(), AuditAction.AlarmConfirmed, $"call:{id}", id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CallOffAsync(string id, HttpContext http, Hand hand, SiteSettings settings, RoutingLoop routing, IAudit audit, CancellationToken ct)
    {
        if (hand.EntryOf(http, id) is not { } entry)
        {
            return Problems.Of(ProblemCode.NotFound, 404, "This call is not in your hands.");
        }
        if (settings.Current.Numbers.FirstOrDefault(n => n.Number == entry.DialledNumber)?.Queue is not { } queue || (await routing.AskAsync(new FalseAlarm(id, queue, http.UserName()), ct)).OfType<Refused>().Any())
        {
            return Problems.Of(ProblemCode.WrongState, 409, "This call is no alarm that waits to be confirmed.");
        }
        _ = audit.Record(http.UserName(), AuditAction.AlarmCalledOff, $"call:{id}", id);
        _ = hand.Wish(http, id, agent => new OrdinaryWish(agent, queue));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SpareAsync(string id, SpareTalk wish, HttpContext http, Hand hand, RoutingLoop routing, IAudit audit, CancellationToken ct)
    {
        if (wish.Reason is not null && !SpareReason.All.Contains(wish.Reason))
        {
            return Problems.Of(ProblemCode.Invalid, 400, $"The reason is one of {string.Join(", ", SpareReason.All)}, or null.");
        }
        if (hand.EntryOf(http, id) is not { Stage: CallStage.Talking or CallStage.Held })
        {
            return Problems.Of(ProblemCode.WrongState, 409, "You are not in this talk.");
        }
        switch ((await routing.AskAsync(new TalkSpared(id, wish.Reason), ct)).OfType<Refused>().FirstOrDefault())
        {
            case null:
                _ = audit.Record(http.UserName(), AuditAction.TalkSpared, $"spare:{wish.Reason ?? "no"}", id);
                return TypedResults.NoContent();
            case { Why.Code: WhyCode.AlreadySo }:
                return TypedResults.NoContent();
            default:
                return Problems.Of(ProblemCode.WrongState, 409, "This call is over.");
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ExtendWrapUpAsync(
        string id, ExtendWrapUp wish, HttpContext http, Hand hand, RoutingLoop routing, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(wish.Reason) || wish.Reason.Length > 200)
        {
            return Problems.Of(ProblemCode.Invalid, 400, "A reason of at most 200 characters is needed.");
        }
        if (hand.EntryOf(http, id) is not { Stage: CallStage.WrapUp } || !hand.TakeExtension(id))
        {
            return Problems.Of(ProblemCode.WrongState, 409, "Wrap-up can be extended once, while it runs.");
        }
        await routing.AskAsync(new WrapUpExtended(http.UserName(), hand.ExtensionSeconds(id, MaxExtension), wish.Reason), ct);
        return TypedResults.NoContent();
    }
}

/// <summary>The call in an agent's hand.</summary>
internal sealed class Hand(Switchboard switchboard, CallBook book, SiteSettings settings)
{
    public CallEntry? EntryOf(HttpContext http, string id) => book.Find(id) is { } entry && entry.IsWith(http.UserName()) ? entry : null;

    /// <summary>Passes a wish to the call's conversation.</summary>
    public Results<NoContent, ProblemHttpResult> Wish(HttpContext http, string id, Func<string, AgentWish> wish)
    {
        if (EntryOf(http, id) is null || switchboard.Find(id) is not { } call)
        {
            return Problems.Of(ProblemCode.NotFound, 404, "This call is not in your hands.");
        }
        call.Post(wish(http.UserName()));
        return TypedResults.NoContent();
    }

    /// <summary>As long again as the queue's wrap-up, at most <paramref name="limit"/> seconds.</summary>
    public int ExtensionSeconds(string id, int limit) => Math.Min(limit, settings.Current.Queue(book.Find(id)!.Queue).WrapUpSeconds);

    /// <summary>There is one extension a call; of two clicks one gets it.</summary>
    public bool TakeExtension(string id)
    {
        var taken = false;
        book.Change(id, e =>
        {
            taken = !e.Extended;
            return e with { Extended = true };
        });
        return taken;
    }
}
