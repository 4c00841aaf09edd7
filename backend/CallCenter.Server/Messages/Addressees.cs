using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Calls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

/// <summary>Finds the number a message goes to: nobody types one, so a message reaches the caller in hand or a resident on record, and nobody else.</summary>
internal sealed class Addressees(Hand hand)
{
    public async Task<(Addressee? To, ProblemHttpResult? Problem)> FindAsync(CenterDb db, HttpContext http, SendMessage wish, CancellationToken ct)
    {
        var call = wish.CallId is { } id ? hand.EntryOf(http, id) : null;
        if (wish.CallId is not null && call is null) return (null, Problems.Of(ProblemCode.NotFound, StatusCodes.Status404NotFound, "This call is not in your hands."));
        if (wish.ResidentId is { } resident)
        {
            if (!await db.Residents.AnyAsync(r => r.Id == resident, ct)) return (null, Problems.NotFound());
            var numbers = await db.ResidentNumbers.AsNoTracking().Where(n => n.ResidentId == resident).OrderBy(n => n.Position).Select(n => n.Number).ToListAsync(ct);
            return numbers.Find(TakesMessages) is { } number ? (new Addressee(number, resident, wish.CallId), null) : (null, NoMobile());
        }
        if (call is null) return (null, Problems.Invalid("CallId or ResidentId says whom the message is for."));
        return TakesMessages(call.Number) ? (new Addressee(call.Number!, call.Resident, wish.CallId), null) : (null, NoMobile());
    }

    /// <summary>A Chinese mobile number; what others take no gateway here promises.</summary>
    private static bool TakesMessages(string? number) => number is ['+', '8', '6', '1', not '0', ..] && number.Length == 14;

    private static ProblemHttpResult NoMobile() => Problems.Of(ProblemCode.NoMobile, StatusCodes.Status400BadRequest, "There is no mobile number to send to.");
}
