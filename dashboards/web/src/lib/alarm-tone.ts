/** The sound of a new critical incident, made and not loaded: three pairs of falling tones. */

/** High enough to cut through talk in a room, low enough for the small loudspeakers of a television. Hz. */
const PAIR_HZ = [880, 660] as const;
const PAIRS = 3;
const TONE_S = 0.2;
const GAP_S = 0.12;
const LOUDNESS = 0.28;
/** A tone that starts or stops at once clicks. */
const EDGE_S = 0.02;

/** `blocked`: the browser wants a click or a key first. */
export type Sound = 'ready' | 'blocked' | 'missing';

/** Owns an audio context from its first use on. */
export class AlarmTone {
  #context: AudioContext | undefined;

  /** Whether it would be heard. */
  state(): Sound {
    if (typeof AudioContext === 'undefined') return 'missing';
    return this.#open().state === 'running' ? 'ready' : 'blocked';
  }

  /** To be called from a click or a key. @returns what `state` says then. */
  async unlock(): Promise<Sound> {
    if (typeof AudioContext === 'undefined') return 'missing';
    await this.#open().resume();
    return this.state();
  }

  /** Sounds once; silent where the browser does not let it. */
  play(): void {
    if (this.state() !== 'ready') return;
    const context = this.#open();
    let at = context.currentTime + EDGE_S;
    for (let pair = 0; pair < PAIRS; pair++) {
      for (const hz of PAIR_HZ) {
        tone(context, hz, at);
        at += TONE_S;
      }
      at += GAP_S;
    }
  }

  /** Gives the loudspeaker back. */
  close(): void {
    void this.#context?.close();
    this.#context = undefined;
  }

  #open(): AudioContext {
    this.#context ??= new AudioContext();
    return this.#context;
  }
}

function tone(context: AudioContext, hz: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hz;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + EDGE_S);
  gain.gain.setValueAtTime(LOUDNESS, at + TONE_S - EDGE_S);
  gain.gain.linearRampToValueAtTime(0, at + TONE_S);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + TONE_S);
}
