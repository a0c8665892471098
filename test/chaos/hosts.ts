import { Program, run } from './processes.ts';

/** The network that docker/cluster/compose.yml has. */
const NETWORK = '10.83.0';

/** A new network namespace has a loopback device, which is down. */
export function openLoopback(): Promise<void> {
  return run(['ip', 'link', 'set', 'lo', 'up']);
}

/** Makes the network of a group: a bridge, as a switch is, with this process at one of its ports. */
export async function openNetwork(): Promise<void> {
  await run(['ip', 'link', 'add', 'switch', 'type', 'bridge']);
  await run(['ip', 'addr', 'add', `${NETWORK}.1/24`, 'dev', 'switch']);
  await run(['ip', 'link', 'set', 'switch', 'up']);
}

/** A host of its own, as far as the network goes: a network namespace with a cable to the switch. */
export class Host {
  private constructor(
    readonly address: string,
    private readonly port: string,
    private readonly holder: Program,
  ) {}

  static async open(number: number): Promise<Host> {
    const address = `${NETWORK}.${10 + number}`;
    const port = `port${number}`;
    const holder = Program.start(`host ${number}`, ['unshare', '--net', 'sleep', 'infinity']);
    const host = new Host(address, port, holder);
    // The namespace is there as soon as `sleep` runs in it.
    await new Promise((wake) => setTimeout(wake, 300));
    await run(['ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', `${holder.pid}`]);
    await run(['ip', 'link', 'set', port, 'master', 'switch', 'up']);
    await run(host.command('ip', 'link', 'set', 'lo', 'up'));
    await run(host.command('ip', 'addr', 'add', `${address}/24`, 'dev', 'eth0'));
    await run(host.command('ip', 'link', 'set', 'eth0', 'up'));
    return host;
  }

  /** A command line that runs on this host. */
  command(...command: readonly string[]): string[] {
    return ['nsenter', `--net=/proc/${this.holder.pid}/ns/net`, ...command];
  }

  /** Pulls the cable: nobody is told, packets are lost. */
  cut(): Promise<void> {
    return run(['ip', 'link', 'set', this.port, 'down']);
  }

  plugIn(): Promise<void> {
    return run(['ip', 'link', 'set', this.port, 'up']);
  }

  /** Loses all packets to another host. */
  loseTouchWith(other: Host): Promise<void> {
    return run(this.command('ip', 'route', 'add', 'blackhole', `${other.address}/32`));
  }

  reach(other: Host): Promise<void> {
    return run(this.command('ip', 'route', 'del', 'blackhole', `${other.address}/32`));
  }
}
