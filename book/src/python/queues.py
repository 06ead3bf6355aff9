import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def show(when):
        print(f"{when}  _ready: {len(loop._ready)}, _scheduled: {len(loop._scheduled)}")

    tasks = [asyncio.create_task(asyncio.sleep(s)) for s in (5, 10, 1)]
    show("three tasks created: ")
    await asyncio.sleep(0)
    show("all three asleep:    ")


asyncio.run(main())
