using CallCenter.Ari;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallCenter.Server.Agents;

internal static class AgentApi
{
    public static IEndpointRouteBuilder MapAgents(this IEndpointRouteBuilder app)
    {
        app.MapHub<AgentHub>("/hub/agent").RequireAuthorization(Policy.Agent);
        var api = app.MapGroup("/api").RequireAuthorization(Policy.Agent).WithTags("Agents");
        api.MapGet("/agent", Get).WithSummary("What my page shows");
        api.MapPost("/agent/state", SetStateAsync).WithSummary("ready, break or offline; while busy it takes effect afterwards");
        api.MapPost("/session/phone", IssuePhoneAsync).WithSummary("A fresh SIP credential for the browser");
        return app;
    }

    private static Results<Ok<AgentSnapshot>, ProblemHttpResult> Get(HttpContext http, Screens screens) =>
        screens.Of(http.UserName()) is { } snapshot ? TypedResults.Ok(snapshot) : Problems.Of(ProblemCode.WrongState, 409, "You are signed in without a phone.");

    private static async Task<Results<Ok<AgentSnapshot>, ProblemHttpResult>> SetStateAsync(
        SetAgentState wish, HttpContext http, RoutingLoop routing, Screens screens, Seats seats, Presence presence, SiteSettings settings, CancellationToken ct)
    {
        var agent = http.UserName();
        if (seats.Find(agent) is null)
        {
            return Problems.Of(ProblemCode.WrongState, 409, "Sign in with a phone first.");
        }
        var reasons = settings.Current.BreakReasons.Where(r => r.Active).Select(r => r.Id).ToList();
        Command? command = wish.State switch
        {
            "ready" => new AgentReady(agent),
            "offline" => new AgentOffline(agent),
            "break" when reasons.Contains(wish.Reason ?? reasons[0]) => new AgentBreak(agent, wish.Reason ?? reasons[0]),
            _ => null,
        };
        if (command is null)
        {
            return Problems.Of(ProblemCode.Invalid, 400, $"State must be ready, break or offline, a break's reason one of {string.Join(", ", reasons)}.");
        }
        presence.Tell(agent);
        await routing.AskAsync(command, ct);
        return TypedResults.Ok(screens.Of(agent)!);
    }

    private static async Task<Results<Ok<SipCredential>, ProblemHttpResult>> IssuePhoneAsync(HttpContext http, BrowserPhones phones, Seats seats, CancellationToken ct)
    {
        if (seats.Find(http.UserName()) is not { IsBrowser: true } seat)
        {
            return Problems.Of(ProblemCode.WrongState, 409, "You did not sign in with the browser as your phone.");
        }
        try
        {
            return TypedResults.Ok(await phones.IssueAsync(seat.Agent, http.Request.Host.Host, ct));
        }
        catch (AriException)
        {
            return Problems.Of(ProblemCode.Unavailable, 503, "Asterisk cannot be reached at the moment.");
        }
    }
}
