using CallCenter.Contracts;
using CallCenter.Server.Calls;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace CallCenter.Server.Agents;

/// <summary>The line between an agent's page and the Server. One page has the seat; a second asks first.</summary>
[Authorize(Policy = Policy.Agent)]
internal sealed class AgentHub(Seats seats, Screens screens, Presence presence, Switchboard switchboard, Drafts drafts, TimeProvider time, ILogger<AgentHub> logger)
    : Hub<IAgentConsole>, IAgentDesk
{
    private string User => Context.User!.Identity!.Name!;

    public async Task<AttachResult> Attach(bool takeOver)
    {
        var seat = seats.Find(User) ?? throw new HubException(ProblemCode.SignedOut);
        if (seat.Page is { } other && other != Context.ConnectionId)
        {
            if (!takeOver && await presence.AnswersAsync(other))
            {
                return new(true, null);
            }
            AgentsLog.SeatTakenOver(logger, User);
            await Clients.Client(other).Replaced();
        }
        seats.Change(User, s => s with { Page = Context.ConnectionId, PageAnsweredAt = time.GetTimestamp(), MicrophoneLost = false });
        await drafts.RecallAsync(User);
        presence.Look(User);
        return new(false, screens.Of(User));
    }

    public Task ReportPhone(PhoneReport report)
    {
        if (seats.Find(User)?.Page != Context.ConnectionId)
        {
            return Task.CompletedTask;
        }
        var seat = seats.Change(User, s => s with { MicrophoneLost = report.MicrophoneLost });
        presence.Look(User);
        if (seat is { IsBrowser: true, MicrophoneLost: true })
        {
            switchboard.PostTo(User, new MicrophoneGone(User));
        }
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        var left = false;
        seats.Change(User, s =>
        {
            left = s.Page == Context.ConnectionId;
            return left ? s with { Page = null } : s;
        });
        if (left)
        {
            presence.Look(User);
            switchboard.PostTo(User, new PageSilent(User));
        }
        return base.OnDisconnectedAsync(exception);
    }
}
