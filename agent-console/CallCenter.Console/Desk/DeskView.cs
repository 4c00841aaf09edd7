using Microsoft.AspNetCore.Components;

namespace CallCenter.Console.Desk;

/// <summary>A component that is drawn anew whenever the desk changes.</summary>
public abstract class DeskView : ComponentBase, IDisposable
{
    [Inject] internal AgentDesk Desk { get; set; } = null!;

    protected override void OnInitialized() => Desk.Changed += Redraw;

    public void Dispose()
    {
        Desk.Changed -= Redraw;
        Closing();
        GC.SuppressFinalize(this);
    }

    protected virtual void Closing()
    {
    }

    protected void Redraw() => StateHasChanged();
}
