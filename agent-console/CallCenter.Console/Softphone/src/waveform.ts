const colours = { caller: '#1d5fa8', agent: '#1e7a46', faded: 0.38, line: '#5b6675' };

/**
 * A recording's two sides, the caller above and the agent below, as a slider over an audio element:
 * click or arrow keys seek, space plays and pauses.
 */
export function waveform(slider: HTMLElement, canvas: HTMLCanvasElement, audio: HTMLAudioElement, seconds: number, caller: number[], agent: number[]): void {
  const length = () => Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : seconds;
  const clock = (s: number) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;

  const draw = () => {
    const width = canvas.width = canvas.clientWidth * devicePixelRatio;
    const height = canvas.height = canvas.clientHeight * devicePixelRatio;
    const context = canvas.getContext('2d')!;
    const middle = height / 2;
    const played = length() > 0 ? audio.currentTime / length() : 0;
    const steps = Math.max(caller.length, agent.length);
    const step = width / Math.max(1, steps);
    for (let i = 0; i < steps; i++) {
      context.globalAlpha = i / steps < played ? 1 : colours.faded;
      context.fillStyle = colours.caller;
      const up = Math.max(1, (caller[i] ?? 0) / 100 * (middle - 2));
      context.fillRect(i * step, middle - 1 - up, Math.max(1, step * 0.8), up);
      context.fillStyle = colours.agent;
      const down = Math.max(1, (agent[i] ?? 0) / 100 * (middle - 2));
      context.fillRect(i * step, middle + 1, Math.max(1, step * 0.8), down);
    }
    context.globalAlpha = 1;
    context.fillStyle = colours.line;
    context.fillRect(played * width, 0, 2 * devicePixelRatio, height);
    slider.setAttribute('aria-valuenow', String(Math.round(audio.currentTime)));
    slider.setAttribute('aria-valuemax', String(Math.round(length())));
    slider.setAttribute('aria-valuetext', `${clock(audio.currentTime)} / ${clock(length())}`);
  };

  const seek = (to: number) => {
    audio.currentTime = Math.max(0, Math.min(length(), to));
    draw();
  };

  slider.onclick = e => {
    const box = canvas.getBoundingClientRect();
    seek((e.clientX - box.left) / box.width * length());
  };
  slider.onkeydown = e => {
    const moves: Record<string, number> = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageUp: 15, PageDown: -15 };
    if (e.key in moves) seek(audio.currentTime + moves[e.key]);
    else if (e.key === 'Home') seek(0);
    else if (e.key === 'End') seek(length());
    else if (e.key === ' ') audio.paused ? void audio.play() : audio.pause();
    else return;
    e.preventDefault();
  };
  for (const news of ['timeupdate', 'seeked', 'loadedmetadata', 'ended']) audio.addEventListener(news, draw);
  draw();
}
