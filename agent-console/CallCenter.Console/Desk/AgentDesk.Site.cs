using CallCenter.Contracts;

namespace CallCenter.Console.Desk;

/// <summary>What administrators set for every page.</summary>
internal sealed partial class AgentDesk
{
    public bool IsAdministrator => Session?.Roles.Contains(Role.SystemAdmin) == true;

    /// <summary>Whether calls and residents are any of the user's business; officers of the system have pages of their own.</summary>
    public bool SeesRecords => Session?.Roles.Any(role => role is not (Role.SystemAdmin or Role.SecurityAdmin or Role.AuditAdmin)) == true;

    /// <summary>Whether the user changes records and reads their history and care notes; stations only look records up.</summary>
    public bool KeepsRecords => Session?.Roles.Any(role => role is Role.Agent or Role.Counsellor or Role.Dispatcher or Role.Supervisor) == true;

    private long _learnt;

    /// <summary>Names of queues, break reasons and categories, as the administrators have them; asked again every minute.</summary>
    private async Task LearnWordsAsync()
    {
        if (Session is null || (_words.Site is not null && _time.GetElapsedTime(_learnt) < TimeSpan.FromMinutes(1)))
            return;
        _learnt = _time.GetTimestamp();
        if ((await _api.SiteAsync()).Value is { } site)
            _words.Learn(site);
    }
}
