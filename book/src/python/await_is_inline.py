import asyncio


async def never_waits():
    pass


async def main():
    loop = asyncio.get_running_loop()
    call_soon, calls, turns = loop.call_soon, 0, 0

    def counted(*args, **kwargs):
        nonlocal calls
        calls += 1
        return call_soon(*args, **kwargs)

    async def other():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def observe(name, step):
        nonlocal calls, turns
        task = asyncio.create_task(other())
        loop.call_soon, calls, turns = counted, 0, 0
        for _ in range(1000):
            await step()
        loop.call_soon = call_soon
        task.cancel()
        print(f"1000 × {name}  {calls - turns:>4} entries, {turns:>4} turns for the other")

    await observe("never_waits():             ", never_waits)
    await observe("create_task(never_waits()):",
                  lambda: asyncio.create_task(never_waits()))


asyncio.run(main())
