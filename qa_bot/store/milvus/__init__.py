"""The store on Milvus, a vector database for more articles than one machine holds; needs the extra ``milvus``."""
