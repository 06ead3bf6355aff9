"""Three tasks, which nobody awaits, run while the main coroutine sleeps."""

import asyncio


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    task1 = asyncio.create_task(say_after(5, "hello"), name="hello")
    task2 = asyncio.create_task(say_after(10, "world"), name="world")
    task3 = asyncio.create_task(say_after(1, "!"), name="!")

    print("started")
    await asyncio.sleep(11)
    print("finished")


asyncio.run(main())
