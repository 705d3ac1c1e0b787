"""Official documents become statute files: `import_folder` (run.py) reads a folder and writes into knowledge/laws."""
