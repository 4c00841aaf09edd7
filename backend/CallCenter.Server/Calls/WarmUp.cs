using CallCenter.Data;
using CallCenter.Server.Operations;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Calls;

/// <summary>Looks somebody up before the first caller does, so that the first call after a start is as quick as the hundredth.</summary>
internal sealed class WarmUp(Database database, IDbContextFactory<CenterDb> databases, ICallerNumbers callers, ILogger<WarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.ReadyAsync(stoppingToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(stoppingToken);
            var number = await db.ResidentNumbers.AsNoTracking().OrderBy(n => n.Number).Select(n => n.Number).FirstOrDefaultAsync(stoppingToken);
            await callers.IdentifyAsync(number ?? "", stoppingToken);
        }
        catch (Exception ex) when (DatabaseFault.Is(ex))
        {
            CallsLog.NotWarm(logger, ex);
        }
    }
}
